import type { JsonObject, JsonValue } from 'kustomize-ts';
import { copyFields } from '../field/copy-fields.ts';
import { goJson } from '../field/go-format.ts';
import { isObject } from '../field/read.ts';
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

/**
 * Items in the order of `next`, those that only `live` has in front of what follows them there (visitListItems in
 * typed/merge.go).
 */
function mergeItems(live: JsonValue[], next: JsonValue[], type: GoType): JsonValue[] {
  if (type.kind !== 'list') return next;
  const liveKeys = live.map((item) => itemKey(item, type));
  const nextKeys = next.map((item) => itemKey(item, type));
  const liveByKey = new Map(live.map((item, index) => [liveKeys[index], item] as const));
  const isNext = new Set(nextKeys);
  const shared = nextKeys.filter((key) => liveByKey.has(key));
  const done = new Set<string>();
  const merged: JsonValue[] = [];
  let nextShared = 0;
  for (let l = 0, n = 0; l < live.length || n < next.length;) {
    const [liveKey, nextKey] = [liveKeys[l], nextKeys[n]];
    if (liveKey !== undefined && liveKey !== nextKey) {
      const wanted = shared[nextShared];
      if (!isNext.has(liveKey)) merged.push(live[l] ?? null);
      if (
        !isNext.has(liveKey) ||
        (nextKey !== undefined && wanted !== undefined && wanted !== liveKey)
      ) {
        l++;
        continue;
      }
      if (done.has(liveKey)) l++;
    } else if (liveKey !== undefined) l++;
    if (nextKey === undefined) continue;
    merged.push(merge(liveByKey.get(nextKey), next[n] ?? null, type.element));
    done.add(nextKey);
    if (shared[nextShared] === nextKey) nextShared++;
    n++;
  }
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
    if (current === undefined || field === undefined) continue;
    const following = next[key];
    const isWhole = field.atomic || isLeaf(pointedAt(field.type)) || isEmpty(value);
    if (isWhole && following !== undefined) continue;
    // What is no longer named goes with all that the API server filled in (EnsureNamedFieldsAreMembers).
    const kept = following === undefined ? undefined : prune(current, value, following, field.type);
    if (following === undefined) delete pruned[key];
    else pruned[key] = kept ?? null;
  }
  return Object.keys(pruned).length === 0 && !hasOthers(type, last) ? undefined : pruned;
}

/** Whether Go has more fields to show than those that were named: all but the ones that it leaves out. */
function hasOthers(type: GoType, last: JsonObject): boolean {
  if (type.kind !== 'struct') return false;
  return [...type.fields].some(
    ([key, field]) => last[key] === undefined && (!field.omitted || field.type.kind === 'struct'),
  );
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

export function fieldOf(type: GoType, key: string): Pick<GoField, 'atomic' | 'type'> | undefined {
  if (type.kind === 'struct') return type.fields.get(key);
  return type.kind === 'map' ? { type: type.element, atomic: false } : undefined;
}

/** The value that stands for an absent key of an item. */
export function keyDefault(type: GoType, key: string): string | undefined {
  return type.kind === 'struct' ? type.fields.get(key)?.keyDefault : undefined;
}

/** What tells the items of a list apart: their keys, or for a set the item itself, as the API server shows it. */
export function itemKey(item: JsonValue, type: GoType & { kind: 'list' }): string {
  const { merge: keys } = type;
  if (typeof keys === 'string' || !isObject(item)) return `[=${goJson(item)}]`;
  const element = pointedAt(type.element);
  const parts = keys.toSorted().flatMap((key) => {
    const value = item[key] ?? keyDefault(element, key);
    return value === undefined ? [] : [`${key}=${goJson(value)}`];
  });
  return `[${parts.join(',')}]`;
}

function isEmpty(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
