import { KustomizeError } from '../error.ts';
import type { JsonObject, JsonValue } from '../yaml/json-value.ts';
import type { Source } from '../yaml/node.ts';
import { EMPTY_CONFIG, mergeConfig, mergeNameReference } from './config.ts';
import type { TransformerConfig } from './config.ts';
import { mergeFieldSpec } from './field-spec.ts';
import type { FieldSpec } from './field-spec.ts';

/**
 * Where transformers act in custom resources, told by extensions in OpenAPI definitions (`crds`): a map from type name
 * to `{Schema: {properties}}`. A type with kind, apiVersion and metadata is a kind; the last part of its name is the
 * name of the kind, and group and version stay open (kustomize's loadconfigfromcrds.go).
 * Errors: definitions that are no maps ('wrong-type').
 */
export function configOfDefinitions(definitions: JsonValue, source: Source): TransformerConfig {
  const types = new Map<string, JsonObject>();
  for (const [name, definition] of Object.entries(asObject(definitions, 'the file', source))) {
    const properties = propertiesOf(asObject(definition, name, source), name, source);
    types.set(name, properties);
  }
  let config = EMPTY_CONFIG;
  for (const [name, properties] of types) {
    if (!['kind', 'apiVersion', 'metadata'].every((field) => field in properties)) continue;
    const kind = name.split('.').at(-1) ?? '';
    config = mergeConfig(config, configOfType(types, kind, name, [], new Set()));
  }
  return config;
}

function isObject(value: JsonValue): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A map; absent and null are an empty one. */
function asObject(value: JsonValue | undefined, what: string, source: Source): JsonObject {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw new KustomizeError('wrong-type', `crds: ${what} is no map`, {
    place: { path: source.path },
    fix: 'write a map from type names to {Schema: {properties}}',
  });
}

/** The properties of a type. `schema` may be written in any case, as for Go's JSON decoder. */
function propertiesOf(definition: JsonObject, name: string, source: Source): JsonObject {
  const written = Object.keys(definition).find((key) => key.toLowerCase() === 'schema');
  const schema = asObject(written && definition[written], `the schema of ${name}`, source);
  const properties = asObject(schema['properties'], `properties of ${name}`, source);
  for (const [key, property] of Object.entries(properties))
    asObject(property, `property ${key} of ${name}`, source);
  return properties;
}

function configOfType(
  types: ReadonlyMap<string, JsonObject>,
  kind: string,
  type: string,
  path: readonly string[],
  open: ReadonlySet<string>,
): TransformerConfig {
  // kustomize never returns from a type that contains itself; here it is entered once.
  const properties = types.get(type);
  if (open.has(type) || !properties) return EMPTY_CONFIG;
  let { commonAnnotations, commonLabels, namePrefix, nameReference } = EMPTY_CONFIG;
  let nested = EMPTY_CONFIG;
  for (const [name, value] of Object.entries(properties)) {
    if (!isObject(value)) continue;
    const property = value;
    const spec = (...parts: string[]): FieldSpec => ({
      group: '',
      version: '',
      kind,
      path: [...path, ...parts].join('/'),
      create: false,
    });
    const extension = (key: string): string | undefined => {
      const text = property[`x-kubernetes-${key}`];
      return typeof text === 'string' ? text : undefined;
    };
    if (extension('annotation') !== undefined)
      commonAnnotations = mergeFieldSpec(commonAnnotations, spec(name));
    if (extension('label-selector') !== undefined)
      commonLabels = mergeFieldSpec(commonLabels, spec(name));
    if (extension('identity') !== undefined) namePrefix = mergeFieldSpec(namePrefix, spec(name));
    const version = extension('object-ref-api-version');
    const referred = extension('object-ref-kind');
    if (version !== undefined && referred !== undefined) {
      const referrers = [spec(name, extension('object-ref-name-key') ?? 'name')];
      nameReference = mergeNameReference(nameReference, {
        group: '',
        version,
        kind: referred,
        referrers,
      });
    }
    const reference = property['$ref'];
    if (typeof reference === 'string') {
      nested = mergeConfig(
        nested,
        configOfType(types, kind, reference, [...path, name], new Set([...open, type])),
      );
    }
  }
  const own = { ...EMPTY_CONFIG, commonAnnotations, commonLabels, namePrefix, nameReference };
  return mergeConfig(own, nested);
}
