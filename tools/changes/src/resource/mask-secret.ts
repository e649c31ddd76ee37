import type { FieldChange } from '../field/diff-fields.ts';
import type { Segment } from '../field/path.ts';
import { canonical, fieldOf, isMap } from '../field/value.ts';
import type { Value, ValueMap } from '../field/value.ts';
import { groupOf } from './identity.ts';
import type { Identity } from './identity.ts';

/** Stands for a value that must not be shown. */
export const MASK = '(masked)';

/** Stands for the new one of two values that differ, until they have been compared. */
const OTHER_MASK = '(masked, and another one)';

const CONFIDENTIAL = ['data', 'stringData', 'binaryData'];

/** Where `kubectl apply` keeps the whole object once more, values included. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Whether values of the object are confidential. */
export function isSecret({ apiVersion, kind }: Identity): boolean {
  return kind === 'Secret' && groupOf(apiVersion) === '';
}

/** Whether the value at a place in a Secret is confidential. */
export function isConfidentialPlace(segments: readonly Segment[]): boolean {
  const [first, second, third] = segments.map((segment) => ('key' in segment ? segment.key : ''));
  if (first === undefined) return false;
  if (CONFIDENTIAL.includes(first)) return true;
  return first === 'metadata' && second === 'annotations' && third === LAST_APPLIED;
}

/** A Secret with its confidential values replaced; which keys it has stays visible. */
export function maskValue(value: Value): Value {
  return maskLike(value, value);
}

/**
 * Two states of a Secret with their confidential values replaced, so that they still differ where they did.
 * What their comparison says goes through `settleMask`.
 */
export function maskBoth(before: Value, after: Value): readonly [before: Value, after: Value] {
  return [maskValue(before), maskLike(after, before)];
}

/** A change between two masked states, as it is shown. */
export function settleMask(change: FieldChange): FieldChange {
  return change.after === OTHER_MASK ? { ...change, after: MASK } : change;
}

/** @param other the state that values are compared with */
function maskLike(value: Value, other: Value): Value {
  if (!isMap(value)) return value;
  return mapFields(value, (field, key) => {
    if (CONFIDENTIAL.includes(key)) return maskEntries(field, fieldOf(other, key));
    if (key !== 'metadata' || !isMap(field)) return field;
    return mapFields(field, (inner, name) =>
      name === 'annotations' ? maskLastApplied(inner, fieldOf(fieldOf(other, key), name)) : inner,
    );
  });
}

function maskEntries(value: Value, other: Value | undefined): Value {
  if (!isMap(value) || (other !== undefined && !isMap(other))) return maskOne(value, other);
  return mapFields(value, (inner, key) => maskOne(inner, fieldOf(other, key)));
}

function maskLastApplied(value: Value, other: Value | undefined): Value {
  if (!isMap(value)) return maskOne(value, other);
  return mapFields(value, (inner, key) =>
    key === LAST_APPLIED ? maskOne(inner, fieldOf(other, key)) : inner,
  );
}

function maskOne(value: Value, other: Value | undefined): Value {
  return other === undefined || canonical(value) === canonical(other) ? MASK : OTHER_MASK;
}

function mapFields(map: ValueMap, change: (value: Value, key: string) => Value): ValueMap {
  return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, change(inner, key)]));
}
