/** An expression failed while it ran. The message is cel-go's. */
export class EvaluationError extends Error {}

/** The cost limit is spent; no operator absorbs this. */
export class CostLimitError extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** Fails the evaluation with cel-go's message for an operator that does not know its operands. */
export function noSuchOverload(): EvaluationError {
  return new EvaluationError('no such overload');
}
