import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { invalid, invalidEach, tooLong, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, textMap } from '../field/read.ts';
import { byteLength, configMapKey } from './common/names.ts';
import { decodedLength } from './common/bytes.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

const LARGEST = 1024 * 1024;

/** Source: ValidateConfigMap in pkg/apis/core/validation/validation.go. */
export function validateConfigMap(configMap: JsonObject): FieldError[] {
  const errors = validateMetadata(configMap, true, nameIsSubdomain);
  const binary = object(configMap, 'binaryData');
  let size = 0;
  for (const [key, value] of textMap(configMap, 'data')) {
    const path = root.child('data').key(key);
    append(errors, invalidEach(path, key, configMapKey(key)));
    if (binary !== undefined && Object.hasOwn(binary, key)) {
      errors.push(invalid(path, key, 'duplicate of key present in binaryData'));
    }
    size += byteLength(value);
  }
  for (const [key, value] of textMap(configMap, 'binaryData')) {
    const path = root.child('binaryData').key(key);
    append(errors, invalidEach(path, key, configMapKey(key)));
    size += decodedLength(value);
  }
  // Upstream names no field: the object as a whole is too large.
  if (size > LARGEST) errors.push(tooLong(root.key(''), LARGEST));
  return errors;
}
