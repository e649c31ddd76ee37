import { KustomizeError } from '../error.ts';
import type { Place } from '../error.ts';
import { goJson } from '../yaml/go-json.ts';
import { jsonNode } from '../yaml/json-node.ts';
import type { JsonValue } from '../yaml/json-value.ts';
import { copyPositions, jsonRoundTrip } from '../yaml/json-round-trip.ts';
import { getField, isNull, setField, removeField } from '../yaml/node.ts';
import type { MappingNode, Node, SequenceNode } from '../yaml/node.ts';
import { toJsonValue } from '../yaml/to-json.ts';
import { cloneNode } from '../yaml/node.ts';

/** One operation of RFC 6902, as it was read: kinds and fields are checked when it is applied. */
export interface Operation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  readonly value: JsonValue;
  /** The value as it is written, for its places; undefined where they are not known. */
  readonly written: Node | undefined;
}

/**
 * The operations of a patch; `document` is what it was read from, for the places of values.
 * Errors: something else than a list of objects ('wrong-type').
 */
export function readOperations(
  patch: JsonValue,
  document: Node | undefined,
  place: Place | undefined,
): Operation[] {
  if (patch === null) return [];
  if (!Array.isArray(patch)) throw notAPatch(place);
  return patch.map((operation, i) => {
    if (operation === null || typeof operation !== 'object' || Array.isArray(operation))
      throw notAPatch(place);
    const { op, path, from, value } = operation;
    const item = document?.kind === 'sequence' ? document.items[i] : undefined;
    return {
      op: text(op) ?? 'unknown',
      path: text(path),
      from: text(from),
      value: value ?? null,
      written: getField(item, 'value'),
    };
  });
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function notAPatch(place: Place | undefined): KustomizeError {
  return new KustomizeError('wrong-type', 'a JSON patch must be a list of operations', {
    place,
    fix: 'write a list of {op, path, value}',
  });
}

/**
 * Applies operations with the rules of evanphx/json-patch v4, which kustomize uses: a `replace` of a missing key adds
 * it, `-1` is the last element, a path without leading slash loses its first part. The object passes through JSON, so
 * that styles and shared nodes are gone afterwards and numbers are floats.
 *
 * @returns the patched object, a new tree
 * Errors: an operation that does not apply ('no-match'), an unknown one ('invalid-value').
 */
export function applyJsonPatch(
  object: MappingNode,
  operations: readonly Operation[],
  place: Place | undefined,
): MappingNode {
  let document = jsonRoundTrip(object);
  for (const operation of operations) document = apply(document, operation, place);
  if (document.kind !== 'mapping') {
    throw new KustomizeError('wrong-type', 'the JSON patch replaces the object by a list', {
      place,
      fix: 'keep it an object',
    });
  }
  return document;
}

function apply(document: Node, operation: Operation, place: Place | undefined): Node {
  const fail = (reason: string, fix = 'correct the path'): KustomizeError =>
    new KustomizeError(
      'no-match',
      `the operation ${operation.op} ${operation.path ?? ''} does not apply: ${reason}`,
      {
        place,
        fix,
      },
    );
  const { op } = operation;
  if (!['add', 'remove', 'replace', 'move', 'copy', 'test'].includes(op)) {
    throw new KustomizeError(
      'invalid-value',
      `unknown operation ${JSON.stringify(op)} in a JSON patch`,
      {
        place,
        fix: 'use add, remove, replace, move, copy or test',
      },
    );
  }
  if (operation.path === undefined) throw fail('it has no path', 'add a path');
  const value = jsonNode(operation.value);
  if (operation.written) copyPositions(operation.written, value);
  if (operation.path === '' && op === 'replace') {
    if (value.kind === 'scalar')
      throw fail('the whole object can only become an object', 'write an object');
    return value;
  }
  if (operation.path === '' && op === 'test') {
    if (!sameJson(document, value)) throw fail('the object is another');
    return document;
  }
  switch (op) {
    case 'add':
      locate(document, operation.path, fail).add(value);
      break;
    case 'remove':
      locate(document, operation.path, fail).remove();
      break;
    case 'replace':
      locate(document, operation.path, fail).replace(value);
      break;
    case 'move': {
      const from = locate(document, operation.from ?? '', fail);
      const moved = from.get();
      from.remove();
      locate(document, operation.path, fail).add(moved ?? jsonNode(null));
      break;
    }
    case 'copy': {
      const copied = locate(document, operation.from ?? '', fail).get();
      locate(document, operation.path, fail).add(copied ? cloneNode(copied) : jsonNode(null));
      break;
    }
    default: {
      const found = locate(document, operation.path, fail).get();
      const isAbsent = found === undefined || isNull(found);
      if (isAbsent ? !isNull(value) : !sameJson(found, value)) {
        throw fail(
          `the value is ${found ? goJson(toJsonValue(found)) : 'absent'}`,
          'correct the value, or the patch',
        );
      }
    }
  }
  return document;
}

function sameJson(a: Node, b: Node): boolean {
  return goJson(toJsonValue(a)) === goJson(toJsonValue(b));
}

/** A place in the document that an operation acts on. */
interface Location {
  get(): Node | undefined;
  add(value: Node): void;
  replace(value: Node): void;
  remove(): void;
}

type Fail = (reason: string, fix?: string) => KustomizeError;

function locate(document: Node, pointer: string, fail: Fail): Location {
  const parts = pointer.split('/');
  if (parts.length < 2) throw fail('the path is not of the form /a/b', 'begin it with a slash');
  const keys = parts
    .slice(1)
    .map((part) => part.replaceAll(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~')));
  const last = keys.pop() ?? '';
  let container: Node = document;
  for (const key of keys) {
    const next: Node | undefined =
      container.kind === 'sequence'
        ? container.items[arrayIndex(container, key, fail)]
        : getField(container, key);
    if (next === undefined || isNull(next)) throw fail(`${key} is missing`);
    container = next;
  }
  if (container.kind === 'mapping') return mapLocation(container, last, fail);
  if (container.kind === 'sequence') return listLocation(container, last, fail);
  throw fail('it leads into a single value');
}

function mapLocation(map: MappingNode, key: string, fail: Fail): Location {
  return {
    get: () => getField(map, key),
    add: (value) => setField(map, key, keepTrace(getField(map, key), value)),
    replace: (value) => setField(map, key, keepTrace(getField(map, key), value)),
    remove: () => {
      if (!removeField(map, key)) throw fail(`${key} is missing`);
    },
  };
}

function listLocation(list: SequenceNode, key: string, fail: Fail): Location {
  return {
    get: () => list.items[arrayIndex(list, key, fail)],
    add: (value) => {
      if (key === '-') list.items.push(value);
      else list.items.splice(arrayIndex(list, key, fail, 1), 0, value);
    },
    replace: (value) => {
      const index = arrayIndex(list, key, fail);
      list.items[index] = keepTrace(list.items[index], value);
    },
    remove: () => {
      list.items.splice(arrayIndex(list, key, fail), 1);
    },
  };
}

/** What is known of the past of a value belongs to the one in its place as well. */
function keepTrace(before: Node | undefined, value: Node): Node {
  if (before?.trace && value.kind === 'scalar') value.trace = before.trace;
  return value;
}

/** An index as Go's Atoi reads it; negative ones count from the end. `extra` is 1 where one past the end is allowed. */
function arrayIndex(list: SequenceNode, key: string, fail: Fail, extra = 0): number {
  if (!/^[+-]?\d+$/.test(key))
    throw fail(`${JSON.stringify(key)} is no index of a list`, 'use a number, or - to append');
  const written = Number(key);
  const length = list.items.length + extra;
  const index = written < 0 ? written + length : written;
  if (index < 0 || index >= length) throw fail(`the list has ${list.items.length} elements`);
  return index;
}
