import type { CustomSchema } from './custom-schema.ts';

/** The replica counts of a kind's `scale` subresource, as paths (`.spec.replicas`). */
export interface ScalePaths {
  readonly spec: string;
  readonly status: string;
  readonly selector: string | undefined;
}

/** A kind that a CustomResourceDefinition makes, in one version. */
export interface CustomKind {
  readonly schema: CustomSchema;
  /** The plural in paths. */
  readonly resource: string;
  readonly namespaced: boolean;
  /** Status is written by controllers alone. */
  readonly hasStatus: boolean;
  readonly scale?: ScalePaths | undefined;
  /** The warning that every request for a deprecated version gets. */
  readonly deprecation?: string | undefined;
}

/** Whether rules in CEL are evaluated at all; those within `allOf` alone do not count. */
export function hasRules(schema: CustomSchema): boolean {
  const known = withRules.get(schema);
  if (known !== undefined) return known;
  const { items, additionalProperties: more } = schema;
  const found =
    schema.rules.length > 0 ||
    (items !== undefined && hasRules(items)) ||
    (typeof more === 'object' && hasRules(more)) ||
    [...schema.properties.values()].some(hasRules);
  withRules.set(schema, found);
  return found;
}

const withRules = new WeakMap<CustomSchema, boolean>();
