import type { FieldChange } from '../field/diff-fields.ts';
import type { Segment } from '../field/path.ts';
import { isList, isMap } from '../field/value.ts';
import type { Value } from '../field/value.ts';
import { groupOf } from './identity.ts';
import type { Identity } from './identity.ts';

/** Stands for a value that must not be shown. */
const MASK = '(masked)';

const SECRET_FIELDS = ['data', 'stringData'];

/** Where `kubectl apply` keeps the whole object once more, values included. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Whether values of the object are confidential. */
export function isSecret({ apiVersion, kind }: Identity): boolean {
  return kind === 'Secret' && groupOf(apiVersion) === '';
}

/** A change of a Secret with its confidential values replaced; which keys changed stays visible. */
export function maskChange(change: FieldChange): FieldChange {
  const { segments, before, after } = change;
  const { hunks: _, ...rest } = change;
  return {
    ...rest,
    ...(before !== undefined && { before: maskValue(before, segments) }),
    ...(after !== undefined && { after: maskValue(after, segments) }),
  };
}

/** A Secret, or the value at a place in it, with its confidential values replaced. */
export function maskValue(value: Value, segments: readonly Segment[] = []): Value {
  const steps = segments.map((segment) => ('key' in segment ? segment.key : segment.item));
  return maskBelow(value, steps);
}

function maskBelow(value: Value, steps: readonly string[]): Value {
  const [first = '', second, third] = steps;
  if (SECRET_FIELDS.includes(first)) return maskLeaves(value);
  if (first === 'metadata' && second === 'annotations' && third === LAST_APPLIED) return MASK;
  if (!isMap(value) || steps.length > 2) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, maskBelow(inner, [...steps, key])]),
  );
}

function maskLeaves(value: Value): Value {
  if (isList(value)) return value.map(maskLeaves);
  if (!isMap(value)) return MASK;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskLeaves(inner)]));
}
