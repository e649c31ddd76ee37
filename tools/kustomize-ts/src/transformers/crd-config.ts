import type { JsonObject, JsonValue } from '../yaml/json-value.ts';
import { EMPTY_CONFIG, mergeConfig, mergeNameReference } from './config.ts';
import type { TransformerConfig } from './config.ts';
import { mergeFieldSpec } from './field-spec.ts';
import type { FieldSpec } from './field-spec.ts';

/**
 * Where transformers act in custom resources, told by extensions in OpenAPI definitions (`crds`): a map from type name
 * to `{Schema: {properties}}`. A type with kind, apiVersion and metadata is a kind; the last part of its name is the
 * name of the kind, and group and version stay open (kustomize's loadconfigfromcrds.go).
 */
export function configOfDefinitions(definitions: JsonValue): TransformerConfig {
  const types = asObject(definitions);
  let config = EMPTY_CONFIG;
  for (const [name, definition] of Object.entries(types)) {
    const properties = propertiesOf(definition);
    if (!['kind', 'apiVersion', 'metadata'].every((field) => field in properties)) continue;
    const kind = name.split('.').at(-1) ?? '';
    config = mergeConfig(config, configOfType(types, kind, name, [], new Set()));
  }
  return config;
}

function asObject(value: JsonValue | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** Field names are matched without regard to case, as Go's JSON decoder does. */
function propertiesOf(definition: JsonValue): JsonObject {
  const schema = Object.entries(asObject(definition)).find(
    ([key]) => key.toLowerCase() === 'schema',
  )?.[1];
  return asObject(asObject(schema)['properties']);
}

function configOfType(
  types: JsonObject,
  kind: string,
  type: string,
  path: readonly string[],
  open: ReadonlySet<string>,
): TransformerConfig {
  // kustomize never returns from a type that contains itself; here it is entered once.
  if (open.has(type) || types[type] === undefined) return EMPTY_CONFIG;
  let { commonAnnotations, commonLabels, namePrefix, nameReference } = EMPTY_CONFIG;
  let nested = EMPTY_CONFIG;
  for (const [name, value] of Object.entries(propertiesOf(types[type]))) {
    const property = asObject(value);
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
