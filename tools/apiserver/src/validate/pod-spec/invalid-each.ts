import type { JsonValue } from 'kustomize-ts';
import { invalid, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';

/** One error for each message of a format's check. */
export function invalidEach(
  path: Path,
  value: JsonValue,
  messages: readonly string[],
): FieldError[] {
  return messages.map((message) => invalid(path, value, message));
}
