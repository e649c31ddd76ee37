import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import {
  integer,
  intOrString,
  object,
  objects,
  optionalInteger,
  text,
  texts,
} from '../../field/read.ts';
import { httpHeaderName } from '../common/names.ts';
import { validatePortNumberOrName } from '../common/port.ts';
import { validateNonNegative } from './numbers.ts';

// Source: pkg/apis/core/validation/validation.go, validateProbe and validateHandler.

const SCHEMES = ['HTTP', 'HTTPS'];
const COUNTS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
];

type HandlerRule = (handler: JsonObject, path: Path) => FieldError[];

const PROBE_HANDLERS: Readonly<Record<string, HandlerRule>> = {
  exec: validateExec,
  httpGet: validateHttpGet,
  tcpSocket: validatePort,
  grpc: validatePort,
};

/** The ways to ask a container something, of which there is exactly one. */
export function validateHandler(
  handler: JsonObject,
  rules: Readonly<Record<string, HandlerRule>>,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  for (const [field, validate] of Object.entries(rules)) {
    const action = object(handler, field);
    if (!action) continue;
    count += 1;
    if (count === 1) append(errors, validate(action, path.child(field)));
    else errors.push(forbidden(path.child(field), 'may not specify more than 1 handler type'));
  }
  if (count === 0) errors.push(required(path, 'must specify a handler type'));
  return errors;
}

/** A command to run (validateExecAction). */
export function validateExec(action: JsonObject, path: Path): FieldError[] {
  return texts(action, 'command').length === 0 ? [required(path.child('command'))] : [];
}

/** A request over HTTP (validateHTTPGetAction). */
export function validateHttpGet(action: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  if (text(action, 'path') === '') errors.push(required(path.child('path')));
  append(errors, validatePort(action, path));
  const scheme = text(action, 'scheme');
  if (!SCHEMES.includes(scheme)) {
    errors.push(notSupported(path.child('scheme'), scheme, SCHEMES));
  }
  for (const header of objects(action, 'httpHeaders')) {
    const name = text(header, 'name');
    append(errors, invalidEach(path.child('httpHeaders'), name, httpHeaderName(name)));
  }
  return errors;
}

/** A port to connect to (validateTCPSocketAction, validateGRPCAction). */
export function validatePort(action: JsonObject, path: Path): FieldError[] {
  return validatePortNumberOrName(intOrString(action, 'port') ?? 0, path.child('port'));
}

/** A liveness probe needs one success. */
export function validateLivenessProbe(container: JsonObject, path: Path): FieldError[] {
  return validateProbeOfOneSuccess(object(container, 'livenessProbe'), path);
}

/** A startup probe needs one success. */
export function validateStartupProbe(container: JsonObject, path: Path): FieldError[] {
  return validateProbeOfOneSuccess(object(container, 'startupProbe'), path);
}

/** A readiness probe kills nothing, so it has no grace period. */
export function validateReadinessProbe(container: JsonObject, path: Path): FieldError[] {
  const probe = object(container, 'readinessProbe');
  if (!probe) return [];
  const errors = validateProbe(probe, path);
  const grace = optionalInteger(probe, 'terminationGracePeriodSeconds');
  if (grace !== undefined) {
    const at = path.child('terminationGracePeriodSeconds');
    errors.push(invalid(at, grace, 'must not be set for readinessProbes'));
  }
  return errors;
}

function validateProbeOfOneSuccess(probe: JsonObject | undefined, path: Path): FieldError[] {
  if (!probe) return [];
  const errors = validateProbe(probe, path);
  const successes = integer(probe, 'successThreshold');
  if (successes !== 1) {
    errors.push(invalid(path.child('successThreshold'), successes, 'must be 1'));
  }
  return errors;
}

function validateProbe(probe: JsonObject, path: Path): FieldError[] {
  const errors = validateHandler(probe, PROBE_HANDLERS, path);
  for (const field of COUNTS) append(errors, validateNonNegative(probe, field, path));
  const grace = optionalInteger(probe, 'terminationGracePeriodSeconds');
  if (grace !== undefined && grace <= 0) {
    errors.push(
      invalid(path.child('terminationGracePeriodSeconds'), grace, 'must be greater than 0'),
    );
  }
  return errors;
}
