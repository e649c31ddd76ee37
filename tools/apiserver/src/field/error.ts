import { goJson, goQuote, type Shown } from './go-format.ts';
import type { Path } from './path.ts';

/** The causes that the API server names in `status.details.causes[].reason`. */
export type FieldErrorType =
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueInvalid'
  | 'FieldValueNotFound'
  | 'FieldValueNotSupported'
  | 'FieldValueRequired'
  | 'FieldValueTooFew'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooShort'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

/** A cause of a rejection; only what the server failed at itself names no field. */
export interface Cause {
  readonly field?: string;
  readonly type?: FieldErrorType;
  readonly message: string;
}

/** One thing wrong with one field, as the API server reports it. */
export interface FieldError extends Cause {
  readonly field: string;
  readonly type: FieldErrorType;
  /** The text of the API server, without the field. */
  readonly message: string;
}

// The texts are those of apimachinery/pkg/util/validation/field/errors.go (ErrorBody).

/** A field that must be set. */
export function required(path: Path, detail = ''): FieldError {
  return fieldError(path, 'FieldValueRequired', 'Required value', detail);
}

/** A value that breaks a rule; `undefined` stands for Go's nil. */
export function invalid(path: Path, value: Shown | undefined, detail: string): FieldError {
  return fieldError(path, 'FieldValueInvalid', `Invalid value: ${show(value)}`, detail);
}

/** An error for each message that the check of a format gives. */
export function invalidEach(
  path: Path,
  value: Shown | undefined,
  messages: readonly string[],
): FieldError[] {
  return messages.map((message) => invalid(path, value, message));
}

/** A value of the wrong type. */
export function typeInvalid(path: Path, value: Shown | undefined, detail: string): FieldError {
  return fieldError(path, 'FieldValueTypeInvalid', `Invalid value: ${show(value)}`, detail);
}

/** A value outside a closed list; the list is shown in the order given, which upstream is mostly the sorted one. */
export function notSupported(
  path: Path,
  value: Shown | undefined,
  supported: readonly string[],
): FieldError {
  const detail =
    supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`;
  return fieldError(path, 'FieldValueNotSupported', `Unsupported value: ${show(value)}`, detail);
}

/** A field that may not be set here. */
export function forbidden(path: Path, detail: string): FieldError {
  return fieldError(path, 'FieldValueForbidden', 'Forbidden', detail);
}

/** A value that occurs twice. */
export function duplicate(path: Path, value: Shown | undefined): FieldError {
  return fieldError(path, 'FieldValueDuplicate', `Duplicate value: ${show(value)}`, '');
}

/** A reference to something that the object does not have. */
export function notFound(path: Path, value: Shown | undefined): FieldError {
  return fieldError(path, 'FieldValueNotFound', `Not found: ${show(value)}`, '');
}

/** A text of too many bytes. */
export function tooLong(
  path: Path,
  maximum: number,
  unit: 'byte' | 'character' = 'byte',
): FieldError {
  const detail = `may not be more than ${maximum} ${unit}${maximum === 1 ? '' : 's'}`;
  return fieldError(path, 'FieldValueTooLong', 'Too long', detail);
}

/** A list of too many items. */
export function tooMany(path: Path, count: number, maximum: number): FieldError {
  const detail = `must have at most ${maximum} item${maximum === 1 ? '' : 's'}`;
  return fieldError(path, 'FieldValueTooMany', `Too many: ${count}`, detail);
}

function fieldError(path: Path, type: FieldErrorType, kind: string, detail: string): FieldError {
  return { field: path.toString(), type, message: detail === '' ? kind : `${kind}: ${detail}` };
}

const texts = new WeakMap<object, string>();

/** A value in the words of an error. Lists and objects are told once: errors may show the same one thousands of times. */
function show(value: Shown | undefined): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value !== 'object' || value === null) return goJson(value);
  const known = texts.get(value) ?? goJson(value);
  texts.set(value, known);
  return known;
}
