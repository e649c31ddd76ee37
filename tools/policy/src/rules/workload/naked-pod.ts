import { text } from '@fingerpost/apiserver';
import { frontsOf } from '../../facts/servers.ts';
import { isHook } from '../../facts/hooks.ts';
import { isLiveCopy } from '../../facts/live-copy.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const nakedPod: Rule = {
  id: 'workload/naked-pod',
  severity: 'warning',
  scope: 'resource',
  title: 'A Pod without a controller',
  why: 'Nobody makes a Pod again that is evicted, whose node goes, or that is deleted: the Service in front of it loses the endpoint for good. Most of its fields cannot be changed, so no rollout reaches it.',
  fix: 'make it a Deployment, StatefulSet, DaemonSet or Job',
  silent:
    'For hooks, Pods that run once (restartPolicy Never or OnFailure) and that no Service selects, static Pods, and Pods that were read from a cluster.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/#pods-and-controllers',
  check: findPods,
};

const STATIC = 'kubernetes.io/config.mirror';

function* findPods(input: RuleInput): Generator<Problem> {
  const fronts = frontsOf(input.model.services);
  for (const workload of input.shared(writtenWorkloads)) {
    const { stored, kind, id, name, spec } = workload;
    if (kind !== 'Pod' || isHook(workload) || isLiveCopy(stored)) continue;
    if (stored.annotations.has(STATIC)) continue;
    const [front] = fronts.get(id) ?? [];
    if (!front && text(spec, 'restartPolicy') !== 'Always') continue;
    const loss = front ? `: Service ${front.service.name} loses it when its node goes` : '';
    yield { on: stored, field: '', message: `nothing makes Pod ${name} again when it ends${loss}` };
  }
}
