import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { invalid, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { integer, object, optionalInteger } from '../../field/read.ts';
import { validateExec, validateHandler, validateHttpGet, validatePort } from './probes.ts';

/**
 * What runs after a container's start and before its stop. `stopSignal` needs a feature that is off and is
 * dropped before (validateLifecycle).
 */
export function validateLifecycle(
  container: JsonObject,
  spec: JsonObject,
  path: Path,
): FieldError[] {
  const lifecycle = object(container, 'lifecycle');
  const grace = optionalInteger(spec, 'terminationGracePeriodSeconds');
  const rules = {
    exec: validateExec,
    httpGet: validateHttpGet,
    tcpSocket: validatePort,
    sleep: (action: JsonObject, at: Path) => validateSleep(action, grace, at),
  };
  const errors: FieldError[] = [];
  for (const field of ['postStart', 'preStop']) {
    const handler = object(lifecycle, field);
    if (handler) append(errors, validateHandler(handler, rules, path.child(field)));
  }
  return errors;
}

function validateSleep(action: JsonObject, grace: number | undefined, path: Path): FieldError[] {
  const seconds = integer(action, 'seconds');
  if (grace === undefined || (seconds >= 0 && seconds <= grace)) return [];
  const detail = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
  return [invalid(path, seconds, detail)];
}
