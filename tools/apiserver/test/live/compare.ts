import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from 'kustomize-ts';
import type { Answer } from '../../src/index.ts';
import { differences, shownObject, type Aspect, type Recorded } from '../cluster/agreement.ts';

/** A difference between the server and us. */
export interface Comparison {
  readonly differs: readonly (Aspect | 'order')[];
  /** Names the difference, whatever the numbers and values: equal ones have the same reason. */
  readonly signature: string;
  readonly recorded: Recorded;
  readonly answer: Answer;
}

/** Asks both; undefined when the question makes no sense to one of them. */
export type Compare<T> = (input: T) => Promise<Comparison | undefined>;

type Places = readonly { readonly field?: string; readonly type?: string }[];

/** Compares the answer of the server with ours. */
export function comparison(recorded: Recorded, answer: Answer): Comparison {
  const differs: (Aspect | 'order')[] = differences(recorded, answer);
  const theirs = places(recorded.errors ?? []);
  const ours = places(answer.errors);
  // Go walks maps in any order.
  const inOrder = isDeepStrictEqual(theirs.map(general), ours.map(general));
  if (!differs.includes('errors') && !inOrder) differs.push('order');
  const parts = [
    ...differs.filter((aspect) => aspect !== 'messages'),
    ...apart(theirs, ours),
    ...apart(recorded.warnings.map(general), answer.warnings.map(general)),
    ...(differs.includes('defaults')
      ? apart(leaves(recorded.defaulted ?? {}), leaves(shownObject(answer)))
      : []),
    ...(theirs.length === 0 && ours.length === 0
      ? [general(recorded.message ?? ''), general(answer.message ?? '')]
      : []),
  ];
  return { differs, signature: parts.join('\n'), recorded, answer };
}

/** A comparison; one that differs in the order of errors is asked for again, as the server may have any order. */
export async function lasting(
  ask: () => Promise<Comparison | undefined>,
): Promise<Comparison | undefined> {
  let found = await ask();
  for (let again = 0; again < 4 && found?.differs[0] === 'order'; again++) found = await ask();
  return found;
}

function places(causes: Places): string[] {
  return causes.map(({ field, type }) => `${field} ${type}`);
}

/** What only one of two lists has. */
function apart(theirs: readonly string[], ours: readonly string[]): string[] {
  return [
    ...subtract(theirs, ours).map((one) => `server: ${general(one)}`),
    ...subtract(ours, theirs).map((one) => `ours: ${general(one)}`),
  ].toSorted();
}

function subtract(from: readonly string[], what: readonly string[]): string[] {
  const left = [...what];
  return from.filter((one) => {
    const index = left.indexOf(one);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function leaves(value: JsonValue, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}=${JSON.stringify(value)}`];
  const entries = Object.entries(value);
  if (entries.length === 0) return [`${path}=${JSON.stringify(value)}`];
  return entries.flatMap(([key, field]) => leaves(field, `${path}.${key}`));
}

function general(text: string): string {
  return text
    .replaceAll(/\[[^\]]*\]/g, '[]')
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/\d+/g, '0');
}
