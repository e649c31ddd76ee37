import table from '../schema/merge-keys.json' with { type: 'json' };

/** What strategic merge has to know of a type: which of its lists are merged, and by which keys. */
export interface MergeSchema {
  /** The list is merged; its elements are told apart by these fields, or by their value where there are none. */
  readonly keys?: readonly string[];
  /** Name of the type of a list's elements. */
  readonly items?: string;
  /** Name of the type that stands here. */
  readonly type?: string;
  readonly fields?: Readonly<Record<string, MergeSchema>>;
  /** What all values of a map are. */
  readonly values?: MergeSchema;
}

const kinds = new Map<string, string>(Object.entries(table.kinds));
const types = new Map<string, MergeSchema>(Object.entries(table.types));

function resolve(schema: MergeSchema | undefined): MergeSchema | undefined {
  return schema?.type === undefined ? schema : types.get(schema.type);
}

/** The schema of a kind; undefined where Kubernetes 1.21.2 has no such kind or none of its lists is merged. */
export function schemaOfKind(apiVersion: string, kind: string): MergeSchema | undefined {
  const name = kinds.get(`${apiVersion} ${kind}`);
  return name === undefined ? undefined : types.get(name);
}

/** The schema of a field. */
export function schemaOfField(
  schema: MergeSchema | undefined,
  field: string,
): MergeSchema | undefined {
  if (!schema) return undefined;
  const { fields, values } = schema;
  return resolve(fields && Object.hasOwn(fields, field) ? fields[field] : values);
}

/** The schema of a list's elements. */
export function schemaOfItems(schema: MergeSchema | undefined): MergeSchema | undefined {
  return schema?.items === undefined ? undefined : types.get(schema.items);
}
