import { integer, object, text, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { runningContainers } from '../../facts/containers.ts';
import { readHosts } from '../../facts/read-hosts.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const probeRestartStorm: Rule = {
  id: 'workload/probe-restart-storm',
  severity: 'caution',
  scope: 'resource',
  title: 'A liveness probe that restarts pods under load or with their dependencies',
  why: 'A liveness probe that gives up after a few seconds, or that asks another service, restarts all replicas at the same time: when they are slow, or when what they depend on is. Each restart makes the others slower.',
  fix: 'let liveness ask the process alone and fail for half a minute before it counts (periodSeconds times failureThreshold)',
  silent: 'Where the probe fails for 10 seconds or more, twice at least, before it counts.',
  source:
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#liveness-probe',
  check: findProbes,
};

const LEAST_SECONDS = 10;

function* findProbes(input: RuleInput): Generator<Problem> {
  for (const workload of input.shared(writtenWorkloads)) {
    for (const { container, name, field } of runningContainers(workload)) {
      const probe = object(container, 'livenessProbe');
      const reason = probe && reasonOf(probe);
      if (reason === undefined) continue;
      yield {
        on: workload.stored,
        field: `${field}.livenessProbe`,
        message: `the livenessProbe of container ${name} ${reason}: all replicas of ${workload.kind} ${workload.name} may restart at once`,
      };
    }
  }
}

function reasonOf(probe: JsonObject): string | undefined {
  const host = otherHost(probe);
  if (host !== undefined) return `asks ${host} and not only its own process`;
  const failures = integer(probe, 'failureThreshold') || 3;
  const seconds = (integer(probe, 'periodSeconds') || 10) * failures;
  if (failures === 1) return 'restarts it after one answer that is late or lost';
  if (seconds < LEAST_SECONDS) return `restarts it when it is slow for ${seconds} s`;
  return undefined;
}

/** Another host that the probe depends on. */
function otherHost(probe: JsonObject): string | undefined {
  const command = texts(object(probe, 'exec'), 'command').join(' ');
  const asked = [
    text(object(probe, 'httpGet'), 'host'),
    text(object(probe, 'tcpSocket'), 'host'),
    ...readHosts(command, { variable: '', isFree: true }).map(({ host }) => host),
  ];
  return asked.find((host) => host !== '' && !isOwn(host));
}

function isOwn(host: string): boolean {
  return /^(?:localhost|127\.|0\.0\.0\.0|::1|\[)/.test(host) || !/[a-z]/i.test(host);
}
