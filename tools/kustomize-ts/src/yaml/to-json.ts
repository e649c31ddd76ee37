import { KustomizeError } from '../error.ts';
import { applyFootComment } from './foot-comment.ts';
import { newJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { resolveLeftoverMerge } from './leftover-merge.ts';
import { duplicateKey, keyValue, placeAt } from './mapping-key.ts';
import type { MappingNode, Node } from './node.ts';
import { roundTrip } from './round-trip.ts';

/**
 * The value of a resource (or a part of one) as kustomize sees it after RNode.MarshalJSON: anchors must be expanded.
 * This is what name hashes are made of and what JSON patches apply to.
 *
 * @throws KustomizeError where MarshalJSON fails: keys that are no strings or occur twice, infinity, bad tags.
 */
export function toJsonValue(node: Node): JsonValue {
  return convert(node.kind === 'mapping' ? applyFootComment(node) : node, false, true);
}

function convert(node: Node, inFlow: boolean, isRoot: boolean): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return roundTrip(node, inFlow);
    case 'mapping':
      return convertMapping(node, inFlow || node.style === 'flow', isRoot);
    case 'sequence': {
      const itemsInFlow = inFlow || node.style === 'flow';
      return node.items.map((item) => convert(item, itemsInFlow, false));
    }
    case 'alias':
      throw unexpandedAlias(node);
  }
}

function convertMapping(node: MappingNode, inFlow: boolean, isRoot: boolean): JsonObject {
  const mapping = resolveLeftoverMerge(node);
  const object = newJsonObject();
  for (const { key, value } of mapping.entries) {
    const text = keyValue(key, inFlow, isRoot);
    if (text === undefined) continue;
    if (text in object) throw duplicateKey(mapping, text);
    object[text] = convert(value, inFlow, false);
  }
  return object;
}

/** The error for a tree whose anchors were not expanded. */
export function unexpandedAlias(node: Node & { kind: 'alias' }): KustomizeError {
  return new KustomizeError('unsupported', `alias '${node.name}' is not expanded`, {
    place: placeAt(node),
  });
}
