import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { invalid, invalidEach, notSupported, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { integer, object, objects, optionalText, text, texts } from '../field/read.ts';
import { validateFormat } from './common/format.ts';
import { parseAddress } from './common/addresses.ts';
import {
  dns1123Label,
  dns1123Subdomain,
  pathSegmentName,
  portName,
  portNumber,
  wildcardSubdomain,
} from './common/names.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

// Source: pkg/apis/networking/validation/validation.go.

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const FORBIDDEN_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_ENDS = ['/..', '/.'];

/** An Ingress that is created. */
export function validateIngress(ingress: JsonObject): FieldError[] {
  return [...validateIngressFields(ingress), ...validateClassAnnotation(ingress)];
}

/** What an update may keep although it is not valid today. */
export interface KeptInIngress {
  readonly secretNames: boolean;
  readonly wildcardRules: boolean;
}

/** What holds for created and changed objects alike, metadata among it. */
export function validateIngressFields(
  ingress: JsonObject,
  kept: KeptInIngress = { secretNames: false, wildcardRules: false },
): FieldError[] {
  const spec = object(ingress, 'spec');
  const path = root.child('spec');
  const backend = object(spec, 'defaultBackend');
  const rules = objects(spec, 'rules');
  const className = optionalText(spec, 'ingressClassName');
  return [
    ...validateMetadata(ingress, true, nameIsSubdomain),
    ...(rules.length > 0 || backend !== undefined
      ? []
      : [invalid(path, spec?.['rules'], 'either `defaultBackend` or `rules` must be specified')]),
    ...(backend === undefined ? [] : validateBackend(backend, path.child('defaultBackend'))),
    ...rules.flatMap((rule, index) => validateRule(rule, path.child('rules').index(index), kept)),
    ...objects(spec, 'tls').flatMap((tls, index) =>
      validateTls(tls, path.child('tls').index(index), kept),
    ),
    ...validateFormat(className, dns1123Subdomain, path.child('ingressClassName')),
  ];
}

function validateClassAnnotation(ingress: JsonObject): FieldError[] {
  const annotations = object(object(ingress, 'metadata'), 'annotations');
  const annotation = optionalText(annotations, CLASS_ANNOTATION);
  const className = optionalText(object(ingress, 'spec'), 'ingressClassName');
  if (annotation === undefined || className === undefined || annotation === className) return [];
  const path = root.child('annotations', CLASS_ANNOTATION);
  return [invalid(path, annotation, 'must match `ingressClassName` when both are specified')];
}

function validateRule(rule: JsonObject, path: Path, kept: KeptInIngress): FieldError[] {
  const host = text(rule, 'host');
  const errors = host === '' ? [] : validateHost(host, path.child('host'));
  if (host.includes('*') && kept.wildcardRules) return errors;
  return [...errors, ...validateRuleValue(rule, path)];
}

function validateHost(host: string, path: Path): FieldError[] {
  const errors: FieldError[] = [];
  if (parseAddress(host) !== undefined) {
    errors.push(invalid(path, host, 'must be a DNS name, not an IP address'));
  }
  append(errors, invalidEach(path, host, hostMessages(host)));
  return errors;
}

function hostMessages(host: string): string[] {
  return host.includes('*') ? wildcardSubdomain(host) : dns1123Subdomain(host);
}

/** The paths of a rule. */
export function validateRuleValue(rule: JsonObject, path: Path): FieldError[] {
  const http = object(rule, 'http');
  if (http === undefined) return [];
  const at = path.child('http', 'paths');
  const paths = objects(http, 'paths');
  if (paths.length === 0) return [required(at)];
  return paths.flatMap((item, index) => validatePath(item, at.index(index)));
}

function validatePath(item: JsonObject, at: Path): FieldError[] {
  const type = optionalText(item, 'pathType');
  if (type === undefined) return [required(at.child('pathType'), 'pathType must be specified')];
  const errors = PATH_TYPES.includes(type)
    ? validatePathText(text(item, 'path'), type, at.child('path'))
    : [notSupported(at.child('pathType'), type, PATH_TYPES)];
  return [...errors, ...validateBackend(object(item, 'backend') ?? {}, at.child('backend'))];
}

function validatePathText(value: string, type: string, at: Path): FieldError[] {
  const isFree = type === 'ImplementationSpecific';
  if (isFree && value === '') return [];
  const details = value.startsWith('/') ? [] : ['must be an absolute path'];
  if (!isFree) {
    for (const sequence of FORBIDDEN_SEQUENCES) {
      if (value.includes(sequence)) details.push(`must not contain '${sequence}'`);
    }
    for (const end of FORBIDDEN_ENDS) {
      if (value.endsWith(end)) details.push(`cannot end with '${end}'`);
    }
  }
  return details.map((detail) => invalid(at, value, detail));
}

function validateBackend(backend: JsonObject, at: Path): FieldError[] {
  const resource = object(backend, 'resource');
  const service = object(backend, 'service');
  if (resource !== undefined && service !== undefined) {
    return [invalid(at, '', 'cannot set both resource and service backends')];
  }
  if (resource !== undefined) return validateReference(resource, at.child('resource'));
  if (service === undefined) return [invalid(at, '', 'resource or service backend is required')];
  return validateServiceBackend(service, at);
}

function validateServiceBackend(service: JsonObject, at: Path): FieldError[] {
  const name = text(service, 'name');
  const nameAt = at.child('service', 'name');
  const errors = name === '' ? [required(nameAt)] : invalidEach(nameAt, name, dns1123Label(name));
  const port = object(service, 'port');
  const byName = text(port, 'name');
  const byNumber = integer(port, 'number');
  const portAt = at.child('service', 'port');
  if (byName !== '' && byNumber !== 0) {
    errors.push(invalid(at, '', 'cannot set both port name & port number'));
  } else if (byName !== '') {
    append(errors, invalidEach(portAt.child('name'), byName, portName(byName)));
  } else if (byNumber === 0) {
    errors.push(required(at, 'port name or number is required'));
  } else {
    append(errors, invalidEach(portAt.child('number'), byNumber, portNumber(byNumber)));
  }
  return errors;
}

/** A reference to an object of any kind. Source: validateIngressTypedLocalObjectReference. */
export function validateReference(reference: JsonObject, at: Path): FieldError[] {
  const group = optionalText(reference, 'apiGroup');
  const errors = validateFormat(group, dns1123Subdomain, at.child('apiGroup'));
  for (const key of ['kind', 'name']) {
    const value = text(reference, key);
    if (value === '') errors.push(required(at.child(key)));
    else {
      append(errors, invalidEach(at.child(key), value, pathSegmentName(value)));
    }
  }
  return errors;
}

function validateTls(tls: JsonObject, at: Path, kept: KeptInIngress): FieldError[] {
  const errors = texts(tls, 'hosts').flatMap((host, index) =>
    invalidEach(at.child('hosts').index(index), host, hostMessages(host)),
  );
  if (kept.secretNames) return errors;
  const name = text(tls, 'secretName');
  return [...errors, ...invalidEach(at.child('secretName'), name, secretNameMessages(name))];
}

/** What is wrong with the name of a TLS secret, if there is one. */
export function secretNameMessages(name: string): string[] {
  return name === '' ? [] : dns1123Subdomain(name);
}
