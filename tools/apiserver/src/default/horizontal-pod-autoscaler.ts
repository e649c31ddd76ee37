import type { JsonObject, JsonValue } from 'kustomize-ts';
import { object, objects } from '../field/read.ts';
import { structField } from './struct-field.ts';

const CPU_UTILIZATION = 80;

/** Source: pkg/apis/autoscaling/v2/defaults.go. */
export function defaultHorizontalPodAutoscaler(autoscaler: JsonObject): void {
  const spec = structField(autoscaler, 'spec');
  spec['minReplicas'] ??= 1;
  if (objects(spec, 'metrics').length === 0) spec['metrics'] = cpuMetrics(CPU_UTILIZATION);
  const behavior = object(spec, 'behavior');
  if (behavior === undefined) return;
  behavior['scaleUp'] = withDefaults(object(behavior, 'scaleUp'), {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  });
  behavior['scaleDown'] = withDefaults(object(behavior, 'scaleDown'), {
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  });
}

function withDefaults(rules: JsonObject | undefined, defaults: JsonObject): JsonObject {
  return { ...defaults, ...rules };
}

/** Source: pkg/apis/autoscaling/v1/defaults.go and conversion.go. */
export function defaultHorizontalPodAutoscalerV1(autoscaler: JsonObject): void {
  const spec = structField(autoscaler, 'spec');
  spec['minReplicas'] ??= 1;
  spec['targetCPUUtilizationPercentage'] ??= CPU_UTILIZATION;
}

/** The metric that v1 expresses by one number, in the form of v2. */
export function cpuMetrics(utilization: JsonValue): JsonObject[] {
  return [
    {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: utilization } },
    },
  ];
}
