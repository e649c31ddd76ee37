import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import { duplicate, invalidEach, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { integer, objects, text } from '../../field/read.ts';
import { portName, portNumber } from '../common/names.ts';
import { validateProtocol } from '../common/port.ts';

/** The ports of one container: names of 15 characters that are its own (validateContainerPorts). */
export function validateContainerPorts(container: JsonObject, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, port] of objects(container, 'ports').entries()) {
    const at = path.index(index);
    const name = text(port, 'name');
    const messages = name === '' ? [] : portName(name);
    append(errors, invalidEach(at.child('name'), name, messages));
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    else if (name !== '' && messages.length === 0) names.add(name);
    const number = integer(port, 'containerPort');
    if (number === 0) errors.push(required(at.child('containerPort')));
    else append(errors, invalidEach(at.child('containerPort'), number, portNumber(number)));
    const hostPort = integer(port, 'hostPort');
    if (hostPort !== 0) {
      append(errors, invalidEach(at.child('hostPort'), hostPort, portNumber(hostPort)));
    }
    const protocol = text(port, 'protocol') || undefined;
    append(errors, validateProtocol(protocol, at.child('protocol')));
  }
  return errors;
}

/** A port of the node can be had once per protocol and address (checkHostPortConflicts). */
export function validateHostPortConflicts(
  containers: readonly JsonObject[],
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  for (const [index, container] of containers.entries()) {
    for (const [position, port] of objects(container, 'ports').entries()) {
      const hostPort = integer(port, 'hostPort');
      if (hostPort === 0) continue;
      const key = `${text(port, 'protocol')}/${text(port, 'hostIP')}/${hostPort}`;
      if (taken.has(key)) {
        const at = path.index(index).child('ports').index(position).child('hostPort');
        errors.push(duplicate(at, key));
      }
      taken.add(key);
    }
  }
  return errors;
}
