import { customType } from '../field/list-type.ts';
import type { ListType } from '../field/list-type.ts';
import { fieldOf, isList } from '../field/value.ts';
import type { Value } from '../field/value.ts';
import { groupOf } from './identity.ts';
import type { Identity } from './identity.ts';

/** Whether the object declares a kind of custom resources. */
export function isDefinition({ apiVersion, kind }: Identity): boolean {
  return kind === 'CustomResourceDefinition' && groupOf(apiVersion) === 'apiextensions.k8s.io';
}

/**
 * The types that CustomResourceDefinitions declare, by `apiVersion kind`. Of several that declare the same one the last counts.
 * What is no such object is passed over: whether it can be created is for others to say.
 */
export function customTypes(definitions: Iterable<Value>): ReadonlyMap<string, ListType> {
  const types = new Map<string, ListType>();
  for (const definition of definitions) {
    const spec = fieldOf(definition, 'spec');
    const group = fieldOf(spec, 'group');
    const kind = fieldOf(fieldOf(spec, 'names'), 'kind');
    const versions = fieldOf(spec, 'versions');
    if (typeof group !== 'string' || typeof kind !== 'string' || !isList(versions)) continue;
    for (const version of versions) {
      const name = fieldOf(version, 'name');
      const type = customType(fieldOf(fieldOf(version, 'schema'), 'openAPIV3Schema'));
      if (typeof name === 'string' && type) types.set(`${group}/${name} ${kind}`, type);
    }
  }
  return types;
}
