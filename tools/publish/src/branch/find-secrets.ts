import { getField } from 'kustomize-ts';
import type { Node, Resource } from 'kustomize-ts';

/** A Secret that would show its values. */
export interface PlainSecret {
  readonly unit: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/**
 * Secrets with values: whoever can read the branch could read them, for as long as its history is kept. One without
 * values, which something in the cluster fills, is none of them.
 */
export function findPlainSecrets(
  units: readonly { readonly name: string; readonly resources: readonly Resource[] }[],
): PlainSecret[] {
  return units.flatMap(({ name: unit, resources }) =>
    resources
      .filter(({ apiVersion, kind }) => kind === 'Secret' && apiVersion === 'v1')
      .filter(({ node }) =>
        ['data', 'stringData'].some((field) => hasValues(getField(node, field))),
      )
      .map(({ namespace, name }) => ({ unit, namespace, name })),
  );
}

/** What cannot be understood counts as a value. */
function hasValues(node: Node | undefined): boolean {
  if (!node) return false;
  if (node.kind === 'mapping') return node.entries.some(({ value }) => isValue(value));
  return isValue(node);
}

function isValue(node: Node): boolean {
  return node.kind !== 'scalar' || (node.value !== '' && node.tag !== '!!null');
}
