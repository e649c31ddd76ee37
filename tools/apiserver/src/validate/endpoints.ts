import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { invalidEach, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { integer, objects, optionalText, text } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';
import { validateFormat } from './common/format.ts';
import { validateEndpointIP, validateLegacyIP } from './common/ip.ts';
import { dns1123Label, dns1123Subdomain, portNumber } from './common/names.ts';
import { validateAppProtocol, validateProtocol } from './common/port.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

// Source: ValidateEndpoints in pkg/apis/core/validation/validation.go.

/** Endpoints that are created or replace `before`: subsets that did not change need not be valid today. */
export function validateEndpoints(endpoints: JsonObject, before?: JsonObject): FieldError[] {
  const isUnchanged = before !== undefined && sameValue(endpoints['subsets'], before['subsets']);
  const subsets = isUnchanged ? [] : objects(endpoints, 'subsets');
  return [
    ...validateMetadata(endpoints, true, nameIsSubdomain),
    ...subsets.flatMap((subset, index) =>
      validateSubset(subset, root.child('subsets').index(index)),
    ),
  ];
}

function validateSubset(subset: JsonObject, path: Path): FieldError[] {
  const addresses = ['addresses', 'notReadyAddresses'].flatMap((key) =>
    objects(subset, key).map((address, index) => ({ address, at: path.child(key).index(index) })),
  );
  const ports = objects(subset, 'ports');
  return [
    ...(addresses.length > 0
      ? []
      : [required(path, 'must specify `addresses` or `notReadyAddresses`')]),
    ...addresses.flatMap(({ address, at }) => validateAddress(address, at)),
    ...ports.flatMap((port, index) =>
      validatePort(port, ports.length > 1, path.child('ports').index(index)),
    ),
  ];
}

function validateAddress(address: JsonObject, path: Path): FieldError[] {
  const ip = text(address, 'ip');
  const hostname = text(address, 'hostname');
  const nodeName = optionalText(address, 'nodeName');
  return [
    ...validateLegacyIP(path.child('ip'), ip),
    ...validateFormat(hostname || undefined, dns1123Label, path.child('hostname')),
    ...validateFormat(nodeName, dns1123Subdomain, path.child('nodeName')),
    ...validateEndpointIP(path.child('ip'), ip),
  ];
}

function validatePort(port: JsonObject, nameNeeded: boolean, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(port, 'name');
  if (name === '' && nameNeeded) errors.push(required(path.child('name')));
  append(errors, validateFormat(name || undefined, dns1123Label, path.child('name')));
  const number = integer(port, 'port');
  append(errors, invalidEach(path.child('port'), number, portNumber(number)));
  append(
    errors,
    validateProtocol(text(port, 'protocol') || undefined, path.child('protocol')),
    validateAppProtocol(port, path),
  );
  return errors;
}
