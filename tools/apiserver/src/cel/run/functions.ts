import type { Value } from './value.ts';

/** The body of an overload. Arguments have the overload's types; failures are EvaluationErrors. */
export type Body = (args: readonly Value[]) => Value;

/** Bodies by overload. */
export type Bodies = Readonly<Record<string, Body>>;
