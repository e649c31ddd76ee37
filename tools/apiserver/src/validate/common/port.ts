import { invalidEach, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { portName, portNumber } from './names.ts';

/** A port by number or by the name of a container's port. Source: ValidatePortNumOrName. */
export function validatePortNumberOrName(port: number | string, path: Path): FieldError[] {
  const messages = typeof port === 'number' ? portNumber(port) : portName(port);
  return invalidEach(path, port, messages);
}
