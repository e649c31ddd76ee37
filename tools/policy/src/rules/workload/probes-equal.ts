import { integer, object } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { runningContainers } from '../../facts/containers.ts';
import { describeHandler } from '../../facts/describe-handler.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const probesEqual: Rule = {
  id: 'workload/probes-equal',
  severity: 'warning',
  scope: 'resource',
  title: 'Liveness asks the same as readiness and gives up no later',
  why: 'A pod that is overloaded or waits for a dependency should leave the Service and come back. When the liveness probe asks the same question and fails as early, the container is killed instead, its connections break, and the others get its load.',
  fix: 'let the liveness probe ask something that only a hung process fails, or let it give up much later (a higher failureThreshold)',
  silent: 'Where the liveness probe gives up later than the readiness probe.',
  source:
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#liveness-probe',
  check: findProbes,
};

function* findProbes(input: RuleInput): Generator<Problem> {
  for (const workload of input.shared(writtenWorkloads)) {
    for (const { container, name, field } of runningContainers(workload)) {
      const readiness = object(container, 'readinessProbe');
      const liveness = object(container, 'livenessProbe');
      const asked = describeHandler(readiness, container);
      if (asked === '' || asked !== describeHandler(liveness, container)) continue;
      const [soon, late] = [secondsOf(readiness), secondsOf(liveness)];
      if (late > soon) continue;
      yield {
        on: workload.stored,
        field: `${field}.livenessProbe`,
        message: `container ${name} asks the same for liveness as for readiness and is killed after ${late} s, while it only leaves its Services after ${soon} s`,
        related: [
          { on: workload.stored, field: `${field}.readinessProbe`, message: 'asks the same' },
        ],
      };
    }
  }
}

/** How long it fails until it counts. */
function secondsOf(probe: JsonObject | undefined): number {
  return (integer(probe, 'periodSeconds') || 10) * (integer(probe, 'failureThreshold') || 3);
}
