import type { CustomSchema } from './custom-schema.ts';
import type { GoField, GoType } from './types.ts';

const ANY: GoType = { kind: 'special', special: 'any', go: 'interface {}' };
const types = new WeakMap<CustomSchema, GoType>();

/** A schema in the form of a Go type, for merging: how server-side apply takes lists and maps apart. */
export function customType(schema: CustomSchema): GoType {
  const known = types.get(schema);
  if (known !== undefined) return known;
  const type = makeType(schema);
  types.set(schema, type);
  return type;
}

function makeType(schema: CustomSchema): GoType {
  if (schema.items !== undefined) return listType(schema, schema.items);
  if (typeof schema.additionalProperties === 'object') {
    const element = customType(schema.additionalProperties);
    return { kind: 'map', element, atomic: schema.atomicMap, go: 'map[string]interface {}' };
  }
  if (schema.type !== 'object') return ANY;
  // What no property names is merged key by key.
  if (schema.properties.size === 0) {
    return { kind: 'map', element: ANY, atomic: schema.atomicMap, go: 'map[string]interface {}' };
  }
  const fields = new Map<string, GoField>();
  for (const [name, property] of schema.properties) fields.set(name, fieldOf(property));
  return { kind: 'struct', fields, atomic: schema.atomicMap, go: 'map[string]interface {}' };
}

function listType(schema: CustomSchema, items: CustomSchema): GoType {
  const merge =
    schema.listType === 'map' ? schema.listKeys : schema.listType === 'set' ? 'set' : 'atomic';
  return { kind: 'list', element: customType(items), merge, go: '[]interface {}' };
}

function fieldOf(property: CustomSchema): GoField {
  const { default: value } = property;
  return {
    type: customType(property),
    omitted: true,
    embedded: [],
    atomic: false,
    keyDefault: typeof value === 'string' ? value : undefined,
  };
}
