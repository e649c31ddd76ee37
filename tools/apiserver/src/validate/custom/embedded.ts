import type { JsonObject, JsonValue } from 'kustomize-ts';
import { invalid, required, type FieldError } from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { isObject, object, text } from '../../field/read.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { dns1035Label } from '../common/names.ts';
import { nameIsPathSegment, validateGenericMetadata } from '../metadata.ts';

/**
 * The type and the metadata of resources within a custom resource (x-kubernetes-embedded-resource).
 * Source: apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go.
 */
export function validateEmbedded(
  value: JsonValue,
  schema: CustomSchema | undefined,
  path: Path,
): FieldError[] {
  if (schema === undefined) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => validateEmbedded(item, schema.items, path.index(index)));
  }
  if (!isObject(value)) return [];
  const errors = schema.embeddedResource ? validateResource(value, path) : [];
  const more = schema.additionalProperties;
  for (const [key, field] of Object.entries(value)) {
    const property = schema.properties.get(key);
    const below =
      property === undefined
        ? validateEmbedded(field, typeof more === 'object' ? more : undefined, path.key(key))
        : validateEmbedded(field, property, path.child(key));
    errors.push(...below);
  }
  return errors;
}

function validateResource(resource: JsonObject, path: Path): FieldError[] {
  const errors = ['apiVersion', 'kind']
    .filter((key) => resource[key] === undefined)
    .map((key) => required(path.child(key)));
  if (resource['apiVersion'] !== undefined) {
    errors.push(...validateVersion(resource['apiVersion'], path.child('apiVersion')));
  }
  if (resource['kind'] !== undefined) {
    errors.push(...validateKind(resource['kind'], path.child('kind')));
  }
  const metadata = object(resource, 'metadata');
  if (metadata === undefined) return errors;
  const named = { metadata: { ...metadata, name: text(metadata, 'name') || 'fakename' } };
  const hasNamespace = text(metadata, 'namespace') !== '';
  return [...errors, ...validateGenericMetadata(named, hasNamespace, nameIsPathSegment, path)];
}

function validateVersion(value: JsonValue, path: Path): FieldError[] {
  if (typeof value !== 'string') return [invalid(path, value, 'must be a string')];
  if (value === '') return [invalid(path, value, 'must not be empty')];
  if (value === '/' || value.split('/').length <= 2) return [];
  return [invalid(path, value, `unexpected GroupVersion string: ${value}`)];
}

function validateKind(value: JsonValue, path: Path): FieldError[] {
  if (typeof value !== 'string') return [invalid(path, value, 'must be a string')];
  if (value === '') return [invalid(path, value, 'must not be empty')];
  const problems = dns1035Label(value.toLowerCase());
  if (problems.length === 0) return [];
  const detail = `may have mixed case, but should otherwise match: ${problems.join(',')}`;
  return [invalid(path, value, detail)];
}
