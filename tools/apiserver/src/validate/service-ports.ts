import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { duplicate, forbidden, invalidEach, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { integer, intOrString, objects, text } from '../field/read.ts';
import { dns1123Label, portNumber } from './common/names.ts';
import { validateAppProtocol, validatePortNumberOrName, validateProtocol } from './common/port.ts';
import { isHeadless } from './common/service-type.ts';

// Source: validateService in pkg/apis/core/validation/validation.go.

const path = root.child('spec');

/** All but headless and ExternalName Services have ports. */
export function validatePortsPresent(spec: JsonObject): FieldError[] {
  const needed = !isHeadless(spec) && text(spec, 'type') !== 'ExternalName';
  return needed && objects(spec, 'ports').length === 0 ? [required(path.child('ports'))] : [];
}

/** The ports one by one (validateServicePort); several need names. */
export function validatePorts(spec: JsonObject): FieldError[] {
  const ports = objects(spec, 'ports');
  const names = new Set<string>();
  return ports.flatMap((port, index) =>
    validatePort(port, ports.length > 1, names, path.child('ports').index(index)),
  );
}

function validatePort(
  port: JsonObject,
  nameNeeded: boolean,
  names: Set<string>,
  at: Path,
): FieldError[] {
  const errors = validatePortName(text(port, 'name'), nameNeeded, names, at.child('name'));
  const number = integer(port, 'port');
  append(errors, invalidEach(at.child('port'), number, portNumber(number)));
  const target = intOrString(port, 'targetPort') ?? 0;
  append(
    errors,
    validateProtocol(text(port, 'protocol') || undefined, at.child('protocol')),
    validatePortNumberOrName(target, at.child('targetPort')),
    validateAppProtocol(port, at),
  );
  return errors;
}

function validatePortName(
  name: string,
  needed: boolean,
  names: Set<string>,
  at: Path,
): FieldError[] {
  if (name === '') return needed ? [required(at)] : [];
  const errors = invalidEach(at, name, dns1123Label(name));
  if (names.has(name)) errors.push(duplicate(at, name));
  names.add(name);
  return errors;
}

/** Node ports: where the type has them, and each once per protocol. */
export function validateNodePorts(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const ports = objects(spec, 'ports');
  const at = (index: number): Path => path.child('ports').index(index).child('nodePort');
  if (text(spec, 'type') === 'ClusterIP') {
    for (const [index, port] of ports.entries()) {
      if (integer(port, 'nodePort') === 0) continue;
      errors.push(forbidden(at(index), "may not be used when `type` is 'ClusterIP'"));
    }
  }
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const number = integer(port, 'nodePort');
    if (number === 0) continue;
    const key = `${text(port, 'protocol')} ${number}`;
    if (seen.has(key)) errors.push(duplicate(at(index), number));
    seen.add(key);
  }
  return errors;
}

/** The ports of a Service differ in number or protocol. */
export function validateDistinctPorts(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, port] of objects(spec, 'ports').entries()) {
    const key = {
      Name: '',
      Protocol: text(port, 'protocol'),
      AppProtocol: null,
      Port: integer(port, 'port'),
      TargetPort: 0,
      NodePort: 0,
    };
    const name = `${key.Protocol} ${key.Port}`;
    if (seen.has(name)) errors.push(duplicate(path.child('ports').index(index), key));
    seen.add(name);
  }
  return errors;
}
