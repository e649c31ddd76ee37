import { scalarText } from '../resource/resource.ts';
import { overwriteScalar, setScalarField } from '../yaml/edit.ts';
import { getField, isMissing, isNull, sequenceNode } from '../yaml/node.ts';
import type { Node, SequenceNode } from '../yaml/node.ts';

/** Merges one element; either side may be absent. Undefined means that the element goes. */
export type MergeElement = (target: Node | undefined, source: Node | undefined) => Node | undefined;

/**
 * Merges two lists element by element (kyaml's walkAssociativeSequence). An element is known by the values of the
 * merge keys; with several keys, one that is missing fits any value, which is how kustomize 5.8.1 loses patch data
 * (kustomize issues 3513 and 4752): that is kept.
 */
export function mergeElements(
  target: SequenceNode,
  source: SequenceNode | undefined,
  keys: readonly string[],
  mergeElement: MergeElement,
): Node | undefined {
  const patch = source === undefined || isNull(source) ? undefined : source;
  if (patch === undefined && keysAreDistinct(target, keys)) {
    for (const item of target.items) mergeElement(item, undefined);
    return target;
  }
  const sources = [target, patch];
  const names = keys.length > 0 ? keys : [''];
  const rows = keys.length > 0 ? elementKeys(sources, keys) : elementValues(sources);
  if (keys.length > 1) unifyRows(rows);

  const added = sequenceNode();
  let usedKeys: readonly string[] = [];
  for (const row of rows) {
    const used = usedKeysOf(rows, row, names);
    usedKeys = used.keys;
    const single = usedKeysOf([used.values], used.values, used.keys);
    const found = sources.map((list) => list && findElement(list, single.keys, single.values));
    const merged = mergeElement(found[0], found[1]);
    if (isMissing(merged) || (merged.kind === 'mapping' && merged.entries.length === 0)) {
      setElement(target, undefined, used.keys, used.values);
      continue;
    }
    writeKeys(merged, used.keys, used.values);
    setElement(added, merged, used.keys, used.values);
  }
  if (rows.length === 0) return target;
  return appendElements(added, target, usedKeys);
}

/** Whether a list needs no more than its elements settled: every element has all keys and no two have the same. */
function keysAreDistinct(list: SequenceNode, keys: readonly string[]): boolean {
  if (keys.length === 0) return false;
  const seen = new Set<string>();
  for (const item of list.items) {
    let id = '';
    for (const key of keys) {
      const value = getField(item, key);
      if (value === undefined || isNull(value) || scalarText(value) === '') return false;
      id += `${scalarText(value)}\0`;
    }
    if (seen.has(id)) return false;
    seen.add(id);
  }
  return true;
}

/** The key values of all elements, those of the patch first; an absent key is empty. */
function elementKeys(
  sources: readonly (SequenceNode | undefined)[],
  keys: readonly string[],
): string[][] {
  const rows: string[][] = [];
  const seen = new Set<string>();
  for (const list of sources.toReversed()) {
    for (const item of list?.items ?? []) {
      const row = keys.map((key) => scalarText(getField(item, key)));
      const id = row.join('\0');
      if (seen.has(id)) continue;
      seen.add(id);
      rows.push(row);
    }
  }
  return rows;
}

/** The values of lists of plain values, those of the patch first. */
function elementValues(sources: readonly (SequenceNode | undefined)[]): string[][] {
  const values = sources.toReversed().flatMap((list) => list?.items.map(scalarText) ?? []);
  return [...new Set(values)].map((value) => [value]);
}

/** Rows that agree where both have a value become one. */
function unifyRows(rows: string[][]): void {
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < rows.length; j++) {
      const unified = unify(rows[i]!, rows[j]!);
      if (unified) {
        rows[i] = unified;
        rows[j] = unified;
      }
    }
  }
}

function unify(a: readonly string[], b: readonly string[]): string[] | undefined {
  let common = false;
  const result: string[] = [];
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x === y) common = true;
    else if (x !== '' && y !== '') return undefined;
    result.push(x === y || x !== '' ? x : y);
  }
  return common ? result : undefined;
}

/** The keys that any row has a value for, and this row's values of them. */
function usedKeysOf(
  rows: readonly (readonly string[])[],
  row: readonly string[],
  keys: readonly string[],
): { keys: readonly string[]; values: readonly string[] } {
  const used = new Set<string>();
  for (const values of rows) {
    values.forEach((value, i) => {
      if (value !== '') used.add(keys[i] ?? '');
    });
  }
  if (used.size === 0) return { keys, values: row };
  return {
    keys: keys.filter((key) => used.has(key)),
    values: row.filter((value, i) => value !== '' || used.has(keys[i] ?? '')),
  };
}

/** The first element whose keys have the given values; an empty value fits an empty field only. */
function findElement(
  list: SequenceNode,
  keys: readonly string[],
  values: readonly string[],
): Node | undefined {
  if (keys[0] === '' || keys.length === 0) {
    return list.items.find((item) => scalarText(item) === (values[0] ?? ''));
  }
  return list.items.find(
    (item) =>
      item.kind === 'mapping' &&
      keys.every((key, i) => {
        const field = getField(item, key);
        return field !== undefined && scalarText(field) === (values[i] ?? '');
      }),
  );
}

/** Makes sure that a merged element carries its keys. */
function writeKeys(element: Node, keys: readonly string[], values: readonly string[]): void {
  keys.forEach((key, i) => {
    const value = values[i] ?? '';
    if (value === '') return;
    if (element.kind === 'scalar') overwriteScalar(element, value);
    else if (element.kind === 'mapping' && getField(element, key) === undefined) {
      setScalarField(element, key, value);
    }
  });
}

/**
 * Replaces every element with these key values, appends where there is none, removes where `element` is absent.
 * Null and empty elements are dropped on the way (kyaml's ElementSetter).
 */
function setElement(
  list: SequenceNode,
  element: Node | undefined,
  keys: readonly string[],
  values: readonly string[],
): void {
  const byFields = keys[0] !== '' && values[0] !== undefined && values[0] !== '';
  const kept: Node[] = [];
  let found = false;
  for (const item of list.items) {
    if (isNull(item) || (item.kind === 'mapping' && item.entries.length === 0)) continue;
    if (item.kind !== 'mapping' && byFields) {
      kept.push(item);
      continue;
    }
    if (!matches(item, keys, values)) {
      if (values.length > 0) kept.push(item);
      continue;
    }
    found = true;
    if (element) kept.push(element);
  }
  if (element && !isNull(element) && !found) kept.push(element);
  list.items = kept;
}

/** Whether the element has these values; an empty value asks only for the field. Keys without a value do not count. */
function matches(item: Node, keys: readonly string[], values: readonly string[]): boolean {
  if (values.length === 0) return false;
  return keys.every((key, i) => {
    const value = values[i];
    if (value === undefined) return true;
    if (key === '') return scalarText(item) === value;
    const field = getField(item, key);
    return field !== undefined && (value === '' || scalarText(field) === value);
  });
}

/** Appends the elements of the target to those that the patch put in front. */
function appendElements(
  added: SequenceNode,
  target: SequenceNode,
  keys: readonly string[],
): SequenceNode {
  for (const item of target.items) {
    if (keys[0] === '') {
      setElement(added, item, [''], [scalarText(item)]);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const field = getField(item, key);
      if (field === undefined) added.items.push(item);
      else values.push(scalarText(field));
    }
    if (keys.length > 1) setElement(added, undefined, keys, values);
    setElement(added, item, keys, values);
  }
  return added;
}
