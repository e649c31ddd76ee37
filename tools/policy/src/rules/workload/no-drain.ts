import { object, optionalInteger } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { podSpecField } from '../../facts/pod-spec-field.ts';
import { preStopSeconds } from '../../facts/prestop-seconds.ts';
import { describeFronts, servers, servingContainers } from '../../facts/servers.ts';
import type { Front } from '../../facts/servers.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const noDrain: Rule = {
  id: 'workload/no-drain',
  severity: 'warning',
  scope: 'service',
  title: 'A pod behind a Service ends before clients stop coming',
  why: 'A pod gets SIGTERM at the same time as the proxies of all nodes begin to learn that it goes. For a second or more they still send it new connections; a program that stops listening at once refuses them, in every rollout. A preStop hook that lasts as long as the grace period is cut off together with the program.',
  fix: 'add lifecycle.preStop.sleep of 5 seconds to the container, and keep terminationGracePeriodSeconds well above it',
  silent:
    'For workloads behind headless Services alone, whose clients hold their own connections, and for those that are only scraped.',
  source: 'https://kubernetes.io/docs/tutorials/services/pods-and-endpoint-termination-flow/',
  covers: /preStop.*less than terminationGracePeriodSeconds/,
  check: findContainers,
};

function* findContainers(input: RuleInput): Generator<Problem> {
  for (const server of input.shared(servers)) {
    const { workload } = server;
    const fronts = server.fronts.filter(isBalanced);
    if (fronts.length === 0) continue;
    const grace = optionalInteger(workload.spec, 'terminationGracePeriodSeconds') ?? 30;
    for (const { container, name, field } of servingContainers({ workload, fronts })) {
      const seconds = preStopSeconds(container);
      if (seconds === undefined) {
        yield {
          on: workload.stored,
          field,
          message: `container ${name} has no preStop hook: it gets SIGTERM while ${describeFronts(fronts, 'still sends', 'still send')} it connections`,
        };
      } else if (seconds > 0 && seconds >= grace) {
        yield {
          on: workload.stored,
          field: `${field}.lifecycle.preStop`,
          // The API server refuses it where the kubelet does the sleeping.
          ...(isNative(container) && seconds > grace && { severity: 'error' }),
          message: `the preStop hook of container ${name} sleeps for ${seconds} s and the pod is killed after ${grace} s: the program has no time to finish its requests`,
          related: [
            {
              on: workload.stored,
              field: `${podSpecField(workload)}.terminationGracePeriodSeconds`,
              message: `the pod is killed after ${grace} s`,
            },
          ],
          fix: 'shorten the sleep, or raise terminationGracePeriodSeconds above it by the time that requests take',
        };
      }
    }
  }
}

function isBalanced({ service }: Front): boolean {
  return service.addressing === 'cluster-ip';
}

function isNative(container: JsonObject): boolean {
  return object(object(object(container, 'lifecycle'), 'preStop'), 'sleep') !== undefined;
}
