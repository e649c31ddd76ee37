import { getField, getPath } from 'kustomize-ts';
import type { Node } from 'kustomize-ts';
import { itemsOf, templateOf } from './build-steps.ts';
import { podSpecFieldOf } from './pod-spec-field.ts';

/** A selector that means other pods, beside the one for an object's own pods. */
export interface OtherSelector {
  /** `spec.ingress[0].from[0].podSelector.matchLabels` */
  readonly field: string;
  readonly matchLabels: Node;
  /** What it selects, for messages. */
  readonly what: 'peer' | 'affinity';
}

/** Selectors for other pods of an object, and the labels of its own pods. */
export interface LabelMaps {
  readonly own: Node | undefined;
  readonly others: readonly OtherSelector[];
}

/** Peers of a NetworkPolicy; affinities of a workload. */
export function labelMapsOf(kind: string, root: Node): LabelMaps {
  if (kind === 'NetworkPolicy') {
    const own = getPath(root, 'spec', 'podSelector', 'matchLabels');
    return { own, others: [...peersOf(root, 'ingress', 'from'), ...peersOf(root, 'egress', 'to')] };
  }
  const template = templateOf(kind, root);
  const own = getPath(template, 'metadata', 'labels');
  return { own, others: affinitiesOf(template, kind) };
}

function peersOf(root: Node, list: string, key: string): OtherSelector[] {
  return itemsOf(getPath(root, 'spec', list)).flatMap((rule, index) =>
    itemsOf(getField(rule, key)).flatMap((peer, place) => {
      const matchLabels = getPath(peer, 'podSelector', 'matchLabels');
      const field = `spec.${list}[${index}].${key}[${place}].podSelector.matchLabels`;
      return matchLabels ? [{ field, matchLabels, what: 'peer' as const }] : [];
    }),
  );
}

const TERMS = [
  'requiredDuringSchedulingIgnoredDuringExecution',
  'preferredDuringSchedulingIgnoredDuringExecution',
] as const;

function affinitiesOf(template: Node | undefined, kind: string): OtherSelector[] {
  const start = podSpecFieldOf(kind);
  const affinity = getPath(template, 'spec', 'affinity');
  return TERMS.flatMap((term) =>
    itemsOf(getPath(affinity, 'podAffinity', term)).flatMap((item, index) => {
      const weighted = getField(item, 'podAffinityTerm');
      const matchLabels = getPath(weighted ?? item, 'labelSelector', 'matchLabels');
      const inner = weighted ? '.podAffinityTerm' : '';
      const field = `${start}.affinity.podAffinity.${term}[${index}]${inner}.labelSelector.matchLabels`;
      return matchLabels ? [{ field, matchLabels, what: 'affinity' as const }] : [];
    }),
  );
}
