import type { JsonObject } from 'kustomize-ts';
import type { DecodeProblem } from './decode/problem.ts';
import type { Cause, FieldError } from './field/error.ts';
import type { Refusal } from './kind.ts';

/** What the API server would answer to a request. */
export interface Answer {
  readonly verdict: 'accepted' | 'rejected';
  /** The causes of a rejection, in the server's order; none when the refusal names no field. */
  readonly errors: readonly Cause[];
  /** The `Warning` headers, in order. */
  readonly warnings: readonly string[];
  /** Of a rejection: the reason, code and message of the status. */
  readonly reason?: Refusal['reason'] | 'Invalid';
  readonly code?: number;
  readonly message?: string;
  /** Of a rejection by the decoder: everything that it found, with the fields. */
  readonly problems?: readonly DecodeProblem[];
  /** Of an accepted object: what would be stored and handed to validating admission. */
  readonly defaulted?: JsonObject;
  /** Fields of `defaulted` whose values only stand for what a real creation would allocate. */
  readonly allocated?: readonly string[];
  /** `rules`: all rules of the kind were checked; `schema`: only its types and the rules of metadata. */
  readonly checked: 'rules' | 'schema';
}

/** An answer for an object that breaks rules of its fields. */
export function invalidAnswer(
  object: { readonly apiVersion: string; readonly kind: string; readonly name: string },
  errors: readonly FieldError[],
  warnings: readonly string[],
  checked: Answer['checked'],
): Answer {
  const slash = object.apiVersion.indexOf('/');
  const kind = slash < 0 ? object.kind : `${object.kind}.${object.apiVersion.slice(0, slash)}`;
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const causes = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return {
    verdict: 'rejected',
    errors,
    warnings,
    reason: 'Invalid',
    code: 422,
    message: `${kind} "${object.name}" is invalid: ${causes}`,
    checked,
  };
}

/** An answer for a request that is refused as a whole. */
export function refusedAnswer(
  refusal: Refusal,
  warnings: readonly string[],
  checked: Answer['checked'],
): Answer {
  const errors = refusal.reason === 'InternalError' ? [{ message: refusal.message }] : [];
  return { verdict: 'rejected', errors, warnings, ...refusal, checked };
}
