import { Buffer } from 'node:buffer';
import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { invalid, invalidEach, required, tooLong, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, text, textMap } from '../field/read.ts';
import { isInputObject } from '../decode/input.ts';
import { parseJsonText } from '../decode/json-text.ts';
import { decodedLength } from './common/bytes.ts';
import { configMapKey } from './common/names.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

// Source: ValidateSecret in pkg/apis/core/validation/validation.go.

const LARGEST = 1024 * 1024;
const path = root.child('data');

/** A Secret that is created, and what an update checks again. */
export function validateSecret(secret: JsonObject): FieldError[] {
  const errors = validateMetadata(secret, true, nameIsSubdomain);
  let size = 0;
  for (const [key, value] of textMap(secret, 'data')) {
    append(errors, invalidEach(path.key(key), key, configMapKey(key)));
    size += decodedLength(value);
  }
  if (size > LARGEST) errors.push(tooLong(path, LARGEST));
  return [...errors, ...validateTypeData(secret)];
}

/** The keys that the type asks for. */
function validateTypeData(secret: JsonObject): FieldError[] {
  const data = object(secret, 'data');
  switch (text(secret, 'type')) {
    case 'kubernetes.io/service-account-token':
      return requireAccountName(secret);
    case 'kubernetes.io/dockercfg':
      return validateJsonKey(data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return validateJsonKey(data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth':
      if (hasKey(data, 'username') || hasKey(data, 'password')) return [];
      return [required(path.key('username')), required(path.key('password'))];
    case 'kubernetes.io/ssh-auth':
      return text(data, 'ssh-privatekey') === '' ? [required(path.key('ssh-privatekey'))] : [];
    case 'kubernetes.io/tls':
      return ['tls.crt', 'tls.key'].flatMap((key) =>
        hasKey(data, key) ? [] : [required(path.key(key))],
      );
    default:
      return [];
  }
}

function requireAccountName(secret: JsonObject): FieldError[] {
  const key = 'kubernetes.io/service-account.name';
  const annotations = object(object(secret, 'metadata'), 'annotations');
  return text(annotations, key) === ''
    ? [required(root.child('metadata', 'annotations').key(key))]
    : [];
}

function validateJsonKey(data: JsonObject | undefined, key: string): FieldError[] {
  if (!hasKey(data, key)) return [required(path.key(key))];
  const json = parseJsonText(Buffer.from(text(data, key), 'base64').toString());
  const error = 'error' in json ? json.error : undefined;
  if (error === undefined && 'value' in json) {
    if (json.value === null || isInputObject(json.value)) return [];
  }
  const detail = error ?? 'json: cannot unmarshal into Go value of type map[string]interface {}';
  return [invalid(path.key(key), '<secret contents redacted>', detail)];
}

function hasKey(data: JsonObject | undefined, key: string): boolean {
  return data !== undefined && Object.hasOwn(data, key);
}
