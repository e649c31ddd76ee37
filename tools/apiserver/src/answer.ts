import type { JsonObject } from 'kustomize-ts';
import type { DecodeProblem } from './decode/problem.ts';
import type { Cause, FieldError } from './field/error.ts';
import type { Refusal } from './kind.ts';
import { recordedWarnings } from './warn/recorded.ts';

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

/** How many characters the errors of an answer may take: some show a whole list, for each of its items. */
const LONGEST = 10_000_000;

/** An answer for an object that breaks rules of its fields. Errors beyond a length that nobody reads are counted alone. */
export function invalidAnswer(
  object: { readonly apiVersion: string; readonly kind: string; readonly name: string },
  errors: readonly FieldError[],
  warnings: readonly string[],
  checked: Answer['checked'],
): Answer {
  const slash = object.apiVersion.indexOf('/');
  const kind = slash < 0 ? object.kind : `${object.kind}.${object.apiVersion.slice(0, slash)}`;
  const told = withinLength(errors);
  const texts = [...new Set(told.map(causeText))];
  const causes = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return {
    verdict: 'rejected',
    errors: told,
    warnings: recordedWarnings(warnings),
    reason: 'Invalid',
    code: 422,
    message: `${kind} "${object.name}" is invalid: ${causes}`,
    checked,
  };
}

function causeText({ field, message }: Cause): string {
  return field === undefined ? message : `${field}: ${message}`;
}

function withinLength(errors: readonly FieldError[]): readonly Cause[] {
  let length = 0;
  const count = errors.findIndex(({ field, message }) => {
    length += field.length + message.length;
    return length > LONGEST;
  });
  if (count < 0) return errors;
  const rest = errors.length - count;
  return [...errors.slice(0, count), { message: `${rest} more errors, too long to tell` }];
}

/** An answer for a request that is refused as a whole. */
export function refusedAnswer(
  refusal: Refusal,
  warnings: readonly string[],
  checked: Answer['checked'],
): Answer {
  const isInternal = refusal.reason === 'InternalError';
  return {
    verdict: 'rejected',
    errors: isInternal ? [{ message: refusal.message }] : [],
    warnings: recordedWarnings(warnings),
    ...refusal,
    message: isInternal ? `Internal error occurred: ${refusal.message}` : refusal.message,
    checked,
  };
}
