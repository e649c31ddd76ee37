import type { JsonObject } from 'kustomize-ts';
import { integer, intOrString, object, objects, optionalInteger, text } from '../field/read.ts';
import { isExternallyAccessible } from '../validate/common/service-type.ts';
import { structField } from './struct-field.ts';

/** Source: SetDefaults_Service in pkg/apis/core/v1/defaults.go. */
export function defaultService(service: JsonObject): void {
  const spec = structField(service, 'spec');
  defaultSessionAffinity(spec);
  if (text(spec, 'type') === '') spec['type'] = 'ClusterIP';
  for (const port of objects(spec, 'ports')) defaultPort(port);
  defaultTrafficPolicies(spec);
}

function defaultSessionAffinity(spec: JsonObject): void {
  if (text(spec, 'sessionAffinity') === '') spec['sessionAffinity'] = 'None';
  const affinity = text(spec, 'sessionAffinity');
  if (affinity === 'None') delete spec['sessionAffinityConfig'];
  if (affinity !== 'ClientIP') return;
  const clientIP = object(object(spec, 'sessionAffinityConfig'), 'clientIP');
  if (optionalInteger(clientIP, 'timeoutSeconds') !== undefined) return;
  spec['sessionAffinityConfig'] = { clientIP: { timeoutSeconds: 10_800 } };
}

function defaultPort(port: JsonObject): void {
  if (text(port, 'protocol') === '') port['protocol'] = 'TCP';
  const target = intOrString(port, 'targetPort') ?? 0;
  if (target === 0 || target === '') port['targetPort'] = integer(port, 'port');
}

function defaultTrafficPolicies(spec: JsonObject): void {
  const type = text(spec, 'type');
  if (isExternallyAccessible(spec) && text(spec, 'externalTrafficPolicy') === '') {
    spec['externalTrafficPolicy'] = 'Cluster';
  }
  if (['ClusterIP', 'LoadBalancer', 'NodePort'].includes(type)) {
    spec['internalTrafficPolicy'] ??= 'Cluster';
  }
  if (type === 'LoadBalancer') spec['allocateLoadBalancerNodePorts'] ??= true;
}

/** The policy has no meaning for ExternalName and is shown no more (defaultOnReadInternalTrafficPolicy). */
export function showService(service: JsonObject): void {
  const spec = structField(service, 'spec');
  if (text(spec, 'type') === 'ExternalName') delete spec['internalTrafficPolicy'];
}
