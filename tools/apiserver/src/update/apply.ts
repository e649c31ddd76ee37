import type { JsonObject, JsonValue } from 'kustomize-ts';
import { copyFields } from '../field/copy-fields.ts';
import { goJson } from '../field/go-format.ts';
import { isObject } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';
import type { GoField, GoType } from '../schema/types.ts';

// Server-side apply for one manager that applies with force. Source: sigs.k8s.io/structured-merge-diff.

/**
 * What applying `next` makes of `live`, when the same manager applied `last` before: `next` is merged in, and what it
 * named last time and no longer names is removed. What the API server filled in belongs to nobody and stays.
 */
export function applyObject(
  live: JsonObject,
  last: JsonObject,
  next: JsonObject,
  type: GoType,
): JsonObject {
  const merged = merge(live, next, type);
  const pruned = prune(merged, last, next, type);
  return isObject(pruned) ? pruned : {};
}

function merge(live: JsonValue | undefined, next: JsonValue, type: GoType): JsonValue {
  const target = pointedAt(type);
  if (live === undefined || live === null || next === null || isLeaf(target)) return next;
  if (isObject(live) && isObject(next)) return mergeFields(live, next, target);
  if (Array.isArray(live) && Array.isArray(next)) return mergeItems(live, next, target);
  return next;
}

function mergeFields(live: JsonObject, next: JsonObject, type: GoType): JsonObject {
  const merged = copyFields(live);
  for (const [key, value] of Object.entries(next)) {
    const field = fieldOf(type, key);
    merged[key] =
      field === undefined || field.atomic || value === null
        ? value
        : merge(live[key], value, field.type);
  }
  return merged;
}

/** Items in the order of `next`; those that only `live` has stay in front of their successors. */
function mergeItems(live: JsonValue[], next: JsonValue[], type: GoType): JsonValue[] {
  if (type.kind !== 'list') return next;
  const liveKeys = live.map((item) => itemKey(item, type));
  const nextKeys = next.map((item) => itemKey(item, type));
  const inNext = new Set(nextKeys);
  const places = new Map(liveKeys.map((key, index) => [key, index] as const).toReversed());
  const merged: JsonValue[] = [];
  let position = 0;
  const keepUntil = (end: number): void => {
    for (; position < end; position++) {
      const other = live[position];
      if (other !== undefined && !inNext.has(liveKeys[position] ?? '')) merged.push(other);
    }
  };
  for (const [index, item] of next.entries()) {
    const place = places.get(nextKeys[index] ?? '');
    if (place === undefined) {
      merged.push(item);
      continue;
    }
    keepUntil(place + 1);
    merged.push(merge(live[place], item, type.element));
  }
  keepUntil(live.length);
  return merged;
}

/** Takes out what `last` names and `next` does not; undefined when nothing is left. */
function prune(
  merged: JsonValue,
  last: JsonValue,
  next: JsonValue | undefined,
  type: GoType,
): JsonValue | undefined {
  const target = pointedAt(type);
  if (isLeaf(target)) return next === undefined || next === null ? undefined : merged;
  if (isObject(merged) && isObject(last)) {
    return pruneFields(merged, last, isObject(next) ? next : {}, target);
  }
  if (Array.isArray(merged) && Array.isArray(last)) {
    return pruneItems(merged, last, Array.isArray(next) ? next : [], target);
  }
  return merged;
}

function pruneFields(
  merged: JsonObject,
  last: JsonObject,
  next: JsonObject,
  type: GoType,
): JsonObject | undefined {
  const pruned = copyFields(merged);
  for (const [key, value] of Object.entries(last)) {
    const current = merged[key];
    const field = fieldOf(type, key);
    if (current === undefined || value === null || field === undefined) continue;
    const isWhole = field.atomic || isLeaf(pointedAt(field.type)) || isEmpty(value);
    const kept =
      isWhole && next[key] === undefined ? undefined : prune(current, value, next[key], field.type);
    if (isWhole && next[key] !== undefined) continue;
    if (kept === undefined) delete pruned[key];
    else pruned[key] = kept;
  }
  return Object.keys(pruned).length === 0 ? undefined : pruned;
}

function pruneItems(
  merged: JsonValue[],
  last: JsonValue[],
  next: JsonValue[],
  type: GoType,
): JsonValue[] | undefined {
  if (type.kind !== 'list') return merged;
  const lastByKey = new Map(last.map((item) => [itemKey(item, type), item] as const));
  const nextByKey = new Map(next.map((item) => [itemKey(item, type), item] as const));
  const pruned = merged.flatMap((item) => {
    const key = itemKey(item, type);
    const before = lastByKey.get(key);
    if (before === undefined) return [item];
    const after = nextByKey.get(key);
    if (after === undefined) return [];
    return [type.merge === 'set' ? item : (prune(item, before, after, type.element) ?? {})];
  });
  return pruned.length === 0 ? undefined : pruned;
}

/** The type behind pointers. */
export function pointedAt(type: GoType): GoType {
  return type.kind === 'pointer' ? pointedAt(type.element) : type;
}

/** What has no parts that could have different owners. */
function isLeaf(type: GoType): boolean {
  switch (type.kind) {
    case 'list':
      return type.merge === 'atomic';
    case 'map':
    case 'struct':
      return type.atomic;
    default:
      return true;
  }
}

/** The field of a struct, or any key of a map; undefined where there is none. */
export function fieldOf(
  type: GoType,
  key: string,
): Pick<GoField, 'atomic' | 'type' | 'keyDefault'> | undefined {
  if (type.kind === 'struct') return type.fields.get(key);
  if (type.kind !== 'map') return undefined;
  return { type: type.element, atomic: false, keyDefault: undefined };
}

/** What tells the items of a list apart: their keys, or for a set the item itself, as the API server shows it. */
export function itemKey(item: JsonValue, type: GoType & { kind: 'list' }): string {
  const { merge: keys } = type;
  if (typeof keys === 'string' || !isObject(item)) return `[=${goJson(item)}]`;
  const element = pointedAt(type.element);
  const parts = keys.toSorted().map((key) => {
    const value = item[key] ?? fieldOf(element, key)?.keyDefault ?? null;
    return `${key}=${goJson(value)}`;
  });
  return `[${parts.join(',')}]`;
}

function isEmpty(value: JsonValue): boolean {
  return (
    typeof value === 'object' && value !== null && sameValue(value, Array.isArray(value) ? [] : {})
  );
}
