import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import {
  duplicate,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooMany,
  type FieldError,
} from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { object, objects, optionalText, text, texts } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';
import { validateFormat } from './common/format.ts';
import { isIPv4, parseAddress } from './common/addresses.ts';
import { validateEndpointIP, validateIP, validateLegacyIP } from './common/ip.ts';
import { validateAppProtocol, validateProtocol } from './common/port.ts';
import { dns1123Label, dns1123Subdomain, labelValue } from './common/names.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

// Source: pkg/apis/discovery/validation/validation.go.

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MOST_ENDPOINTS = 1000;
const MOST_ADDRESSES = 100;
const MOST_PORTS = 20_000;
const MOST_HINTS = 8;

/** A slice that is created or replaces `before`: endpoints that did not change need not be valid today. */
export function validateEndpointSlice(slice: JsonObject, before?: JsonObject): FieldError[] {
  const isUnchanged = before !== undefined && sameValue(slice['endpoints'], before['endpoints']);
  return [
    ...validateMetadata(slice, true, nameIsSubdomain),
    ...validateAddressType(text(slice, 'addressType')),
    ...validatePorts(slice, root.child('ports')),
    ...(isUnchanged ? [] : validateEndpoints(slice, root.child('endpoints'))),
  ];
}

function validateAddressType(type: string): FieldError[] {
  const path = root.child('addressType');
  if (type === '') return [required(path)];
  return ADDRESS_TYPES.includes(type) ? [] : [notSupported(path, type, ADDRESS_TYPES)];
}

function validatePorts(slice: JsonObject, path: Path): FieldError[] {
  const ports = objects(slice, 'ports');
  if (ports.length > MOST_PORTS) return [tooMany(path, ports.length, MOST_PORTS)];
  const names = new Set<string>();
  return ports.flatMap((port, index) => validatePort(port, names, path.index(index)));
}

function validatePort(port: JsonObject, names: Set<string>, path: Path): FieldError[] {
  const name = text(port, 'name');
  const namePath = path.child('name');
  const errors = validateFormat(name || undefined, dns1123Label, namePath);
  if (names.has(name)) errors.push(duplicate(namePath, name));
  names.add(name);
  append(
    errors,
    validateProtocol(optionalText(port, 'protocol'), path.child('protocol')),
    validateAppProtocol(port, path),
  );
  return errors;
}

function validateEndpoints(slice: JsonObject, path: Path): FieldError[] {
  const endpoints = objects(slice, 'endpoints');
  if (endpoints.length > MOST_ENDPOINTS) {
    return [tooMany(path, endpoints.length, MOST_ENDPOINTS)];
  }
  const type = text(slice, 'addressType');
  return endpoints.flatMap((endpoint, index) =>
    validateEndpoint(endpoint, type, path.index(index)),
  );
}

function validateEndpoint(endpoint: JsonObject, type: string, path: Path): FieldError[] {
  const errors = validateAddresses(texts(endpoint, 'addresses'), type, path.child('addresses'));
  const nodeName = optionalText(endpoint, 'nodeName');
  append(errors, validateFormat(nodeName, dns1123Subdomain, path.child('nodeName')));
  const hostname = optionalText(endpoint, 'hostname');
  append(errors, validateFormat(hostname, dns1123Label, path.child('hostname')));
  return [...errors, ...validateHints(object(endpoint, 'hints'), path.child('hints'))];
}

function validateAddresses(addresses: readonly string[], type: string, path: Path): FieldError[] {
  const errors = addresses.flatMap((address, index) =>
    validateAddress(address, type, path, path.index(index)),
  );
  if (addresses.length === 0) return [required(path, 'must contain at least 1 address')];
  if (addresses.length <= MOST_ADDRESSES) return errors;
  return [tooMany(path, addresses.length, MOST_ADDRESSES), ...errors];
}

function validateAddress(address: string, type: string, list: Path, path: Path): FieldError[] {
  if (type === 'FQDN') return validateDomainName(address, path);
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const errors = type === 'IPv4' ? validateLegacyIP(path, address) : validateIP(path, address);
  if (errors.length > 0) return errors;
  const family = isIPv4(parseAddress(address)?.bytes ?? []) ? 'IPv4' : 'IPv6';
  // Upstream names the list here, not the item.
  const wrong = family === type ? [] : [invalid(list, address, `must be an ${type} address`)];
  return [...wrong, ...validateEndpointIP(path, address)];
}

/** Source: IsFullyQualifiedDomainName in apimachinery/pkg/util/validation/validation.go. */
function validateDomainName(value: string, path: Path): FieldError[] {
  if (value === '') return [required(path)];
  const name = value.replace(/\.$/, '');
  const messages = dns1123Subdomain(name);
  if (messages.length > 0) return [invalid(path, name, messages.join(','))];
  const labels = name.split('.');
  if (labels.length < 2) {
    const detail = 'should be a domain with at least two segments separated by dots';
    return [invalid(path, name, detail)];
  }
  for (const label of labels) {
    const wrong = dns1123Label(label);
    if (wrong.length > 0) return [invalid(path, label, wrong.join(','))];
  }
  return [];
}

function validateHints(hints: JsonObject | undefined, path: Path): FieldError[] {
  const zones = objects(hints, 'forZones');
  if (zones.length > MOST_HINTS) {
    return [tooMany(path.child('forZones'), zones.length, MOST_HINTS)];
  }
  const errors = validateHintNames(zones, labelValue, path.child('forZones'));
  const nodes = objects(hints, 'forNodes');
  if (nodes.length > MOST_HINTS) {
    return [...errors, tooMany(path.child('forNodes'), nodes.length, MOST_HINTS)];
  }
  return [...errors, ...validateHintNames(nodes, dns1123Subdomain, path.child('forNodes'))];
}

function validateHintNames(
  hints: readonly JsonObject[],
  rule: (name: string) => readonly string[],
  path: Path,
): FieldError[] {
  const names = new Set<string>();
  return hints.flatMap((hint, index) => {
    const name = text(hint, 'name');
    const at = path.index(index).child('name');
    const errors = invalidEach(at, name, rule(name));
    if (names.has(name)) errors.unshift(duplicate(at, name));
    names.add(name);
    return errors;
  });
}
