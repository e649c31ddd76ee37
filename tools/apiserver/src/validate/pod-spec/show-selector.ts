import type { JsonObject } from 'kustomize-ts';
import { object, objects } from '../../field/read.ts';

/** A label selector as errors show it: fields in the order of the type, keys in that of the alphabet. */
export function showSelector(selector: JsonObject | undefined): JsonObject | undefined {
  if (!selector) return undefined;
  const shown: JsonObject = {};
  const labels = object(selector, 'matchLabels');
  if (labels) shown['matchLabels'] = sortedMap(labels);
  const expressions = objects(selector, 'matchExpressions');
  if (expressions.length > 0) shown['matchExpressions'] = expressions.map(inOrder);
  return shown;
}

function inOrder(expression: JsonObject): JsonObject {
  const shown: JsonObject = {};
  for (const field of ['key', 'operator', 'values']) {
    const value = expression[field];
    if (value !== undefined) shown[field] = value;
  }
  return shown;
}

/** A map as Go prints it. */
export function sortedMap(map: JsonObject): JsonObject {
  const keys = Object.keys(map).toSorted();
  return Object.fromEntries(keys.map((key) => [key, map[key] ?? null]));
}
