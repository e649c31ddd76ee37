import { describeObject } from '@fingerpost/discovery';
import type { StoredObject } from '@fingerpost/discovery';
import { builtLabels, firstValue, isLabelled, isMade } from '../../facts/build-steps.ts';
import { labelMapsOf } from '../../facts/label-maps.ts';
import type { LabelMaps } from '../../facts/label-maps.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const peerOverwritten: Rule = {
  id: 'source/peer-overwritten',
  severity: 'error',
  scope: 'resource',
  title: 'kustomize overwrote whom a policy or an affinity means',
  why: '`labels` with `includeSelectors`, and `commonLabels`, write into every `matchLabels` of a NetworkPolicy and of affinities, also into those that mean other pods. The peer becomes the pods themselves, or pods that nobody has.',
  fix: 'write the selector of the other pods with matchExpressions, which kustomize leaves alone',
  silent: 'Where the selector was written to mean the own pods, and follows their name.',
  source:
    'https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/konfig/builtinpluginconsts/commonlabels.go',
  check: findOverwritten,
};

const KINDS: readonly string[] = [
  'NetworkPolicy',
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'DaemonSet',
  'Job',
  'CronJob',
];

function* findOverwritten(input: RuleInput): Generator<Problem> {
  for (const stored of input.checked) {
    if (!KINDS.includes(stored.kind) || input.overlaysOf(stored).length === 0) continue;
    const maps = labelMapsOf(stored.kind, stored.resource.node);
    if (!maps.others.some(({ matchLabels }) => hasCommon(matchLabels, maps))) continue;
    const traced = input.traced(stored);
    if (traced) yield* compare(stored, labelMapsOf(stored.kind, traced));
  }
}

/** Whether a selector has a label of the own pods: cheap, and so of nearly all objects no trace is asked for. */
function hasCommon(matchLabels: LabelMaps['own'], { own }: LabelMaps): boolean {
  const labels = new Map(builtLabels(own).map(({ key, value }) => [key, value]));
  return builtLabels(matchLabels).some(({ key, value }) => labels.get(key) === value);
}

function* compare(stored: StoredObject, { own, others }: LabelMaps): Generator<Problem> {
  const firsts = new Map(builtLabels(own).map(({ key, node }) => [key, firstValue(node)]));
  for (const { field, matchLabels, what } of others) {
    const labels = builtLabels(matchLabels);
    // A selector that only labels made was empty, which means something else.
    const isWritten = labels.some(({ node }) => !isMade(node));
    const changed = labels.find(({ key, value, node }) => {
      const first = firstValue(node);
      if (!isLabelled(node) || !isWritten) return false;
      return isMade(node) ? true : first !== value && first !== firsts.get(key);
    });
    if (!changed) continue;
    const { key, value, node } = changed;
    const change = isMade(node)
      ? `got the label ${key}=${value} of the own pods besides its own`
      : `was written as ${key}=${firstValue(node)} and became ${key}=${value}, the own pods`;
    yield {
      on: stored,
      field: isMade(node) ? field : `${field}[${key}]`,
      message: `${what === 'peer' ? 'a peer' : 'an affinity'} of ${describeObject(stored)} ${change}, because labels with includeSelectors write into every matchLabels`,
    };
  }
}
