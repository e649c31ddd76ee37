import { EvaluationError } from './error.ts';
import type { Frame, Run } from './node.ts';
import { Pending } from './pending.ts';
import { typeName } from './type-name.ts';
import { isList, isMap, type Value } from './value.ts';

/** The value, or its error to be thrown when it is looked at. */
export function absorbing(run: Run, frame: Frame): Value {
  try {
    return run(frame);
  } catch (error) {
    if (error instanceof EvaluationError) return new Pending(error);
    throw error;
  }
}

/** The start of a loop's list; a constant one is copied, as the loop changes it. */
export function asAccumulator(value: Value): Value {
  return Array.isArray(value) && value.length === 0 ? [] : value;
}

/** The items of a list or the keys of a map; with their index or value when there are two variables. */
export function* iterate(range: Value, withKeys: boolean): Iterable<readonly [Value, Value]> {
  if (isList(range)) {
    for (let index = 0; index < range.length; index += 1) {
      const item = range[index] ?? null;
      yield withKeys ? [BigInt(index), item] : [item, null];
    }
    return;
  }
  if (isMap(range)) {
    yield* range;
    return;
  }
  throw new EvaluationError(
    `got '${goTypes[typeName(range)] ?? typeName(range)}', expected iterable type`,
  );
}

/** The names of cel-go's own types, which one message shows. */
const goTypes: Readonly<Record<string, string>> = {
  bool: 'types.Bool',
  bytes: 'types.Bytes',
  double: 'types.Double',
  int: 'types.Int',
  null_type: 'types.Null',
  string: 'types.String',
  uint: 'types.Uint',
  'google.protobuf.Duration': 'types.Duration',
  'google.protobuf.Timestamp': 'types.Timestamp',
  optional_type: '*types.Optional',
};
