import table from '../schema/merge-keys.json' with { type: 'json' };

/** What strategic merge has to know of a type: which of its lists are merged, and by which keys. */
export interface MergeSchema {
  /** The list is merged; its elements are told apart by these fields, or by their value where there are none. */
  readonly keys?: readonly string[];
  /** The type of a list's elements, or its name. */
  readonly items?: string | MergeSchema;
  /** Name of the type that stands here. */
  readonly type?: string;
  readonly fields?: Readonly<Record<string, MergeSchema>>;
  /** What all values of a map are. */
  readonly values?: MergeSchema;
}

/** The types that merges follow: by name, and those of kinds by `apiVersion kind`. */
export interface MergeSchemas {
  readonly kinds: ReadonlyMap<string, MergeSchema>;
  readonly types: ReadonlyMap<string, MergeSchema>;
}

const types = new Map<string, MergeSchema>(Object.entries(table.types));

/** Those of Kubernetes 1.21.2, without the types that hold no list to merge. */
export const BUILT_IN_MERGE_SCHEMAS: MergeSchemas = {
  kinds: new Map(Object.entries(table.kinds).map(([kind, type]) => [kind, types.get(type) ?? {}])),
  types,
};

/** The schema of a kind, if there is one. */
export function schemaOfKind(
  { kinds }: MergeSchemas,
  apiVersion: string,
  kind: string,
): MergeSchema | undefined {
  return kinds.get(`${apiVersion} ${kind}`);
}

/** The schema of a field. */
export function schemaOfField(
  schemas: MergeSchemas,
  schema: MergeSchema | undefined,
  field: string,
): MergeSchema | undefined {
  if (!schema) return undefined;
  const { fields, values } = schema;
  return resolve(schemas, fields && Object.hasOwn(fields, field) ? fields[field] : values);
}

/** The schema of a list's elements. */
export function schemaOfItems(
  schemas: MergeSchemas,
  schema: MergeSchema | undefined,
): MergeSchema | undefined {
  const items = schema?.items;
  return resolve(schemas, typeof items === 'string' ? { type: items } : items);
}

/** Follows names of types; one that is not there has no schema, nor has a circle of names. */
function resolve(schemas: MergeSchemas, schema: MergeSchema | undefined): MergeSchema | undefined {
  const followed = new Set<string>();
  let current = schema;
  while (current?.type !== undefined) {
    if (followed.has(current.type)) return undefined;
    followed.add(current.type);
    current = schemas.types.get(current.type);
  }
  return current;
}
