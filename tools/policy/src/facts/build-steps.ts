import { getPath, originsOf, placeOf } from 'kustomize-ts';
import type { Node } from 'kustomize-ts';

/** A label of a map, and what became of it. */
export interface BuiltLabel {
  readonly key: string;
  readonly value: string;
  readonly node: Node;
}

/** The entries of a map of labels; none of what is no map. */
export function builtLabels(map: Node | undefined): readonly BuiltLabel[] {
  if (map?.kind !== 'mapping') return [];
  return map.entries.flatMap(({ key, value: node }) =>
    key.kind === 'scalar' && node.kind === 'scalar'
      ? [{ key: key.value, value: node.value, node }]
      : [],
  );
}

/** Whether a value was made by a build and not written in a manifest. Holds without tracing, too. */
export function isMade(node: Node): boolean {
  return placeOf(node) === undefined;
}

/** What a traced value was first, before labels were set. */
export function firstValue(node: Node): string | undefined {
  return originsOf(node)[0]?.value;
}

/** Whether `labels` or `commonLabels` of a kustomization wrote a traced value. */
export function isLabelled(node: Node): boolean {
  return originsOf(node).some(({ by }) => by === 'labels' || by === 'commonLabels');
}

/** Items of a list; none of anything else. */
export function itemsOf(list: Node | undefined): readonly Node[] {
  return list?.kind === 'sequence' ? list.items : [];
}

/** The template of the pods of a workload, as a node. */
export function templateOf(kind: string, root: Node): Node | undefined {
  if (kind === 'Pod') return root;
  return kind === 'CronJob'
    ? getPath(root, 'spec', 'jobTemplate', 'spec', 'template')
    : getPath(root, 'spec', 'template');
}
