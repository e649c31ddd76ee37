import type { CustomSchema } from '../../schema/custom-schema.ts';
import { reservedWords } from '../syntax/reserved-words.ts';

const symbols: readonly (readonly [string, string])[] = [
  ['.', '__dot__'],
  ['-', '__dash__'],
  ['/', '__slash__'],
];

/** The names by which an expression may select a property; none when CEL cannot say it. */
export function propertyNames(property: string): readonly string[] {
  if (reservedWords.has(property)) return [property, `__${property}__`];
  let escaped = property.replaceAll('__', '__underscores__');
  for (const [symbol, name] of symbols) escaped = escaped.replaceAll(symbol, name);
  return /^[A-Za-z_][A-Za-z0-9_]*$/u.test(escaped) ? [escaped] : [];
}

const plain = {
  nullable: false,
  properties: new Map<string, CustomSchema>(),
  intOrString: false,
  preserveUnknown: false,
  embeddedResource: false,
  listKeys: [],
  atomicMap: false,
  required: [],
  exclusiveMinimum: false,
  exclusiveMaximum: false,
  uniqueItems: false,
  allOf: [],
  anyOf: [],
  oneOf: [],
  rules: [],
};
const name: CustomSchema = { ...plain, type: 'string' };
const metadata: CustomSchema = {
  ...plain,
  type: 'object',
  properties: new Map([
    ['name', name],
    ['generateName', name],
  ]),
};

const resources = new WeakMap<CustomSchema, ReadonlyMap<string, CustomSchema>>();

/**
 * The properties that expressions see of a resource: its type and its names among them, and of metadata no more.
 * Source: WithTypeAndObjectMeta in apiextensions-apiserver/pkg/apiserver/schema/cel/model/schemas.go.
 */
export function resourceProperties(schema: CustomSchema): ReadonlyMap<string, CustomSchema> {
  const known = resources.get(schema);
  if (known !== undefined) return known;
  const properties = isComplete(schema)
    ? schema.properties
    : new Map([
        ...schema.properties,
        ['apiVersion', name] as const,
        ['kind', name] as const,
        ['metadata', metadata] as const,
      ]);
  resources.set(schema, properties);
  return properties;
}

function isComplete({ properties }: CustomSchema): boolean {
  const own = properties.get('metadata');
  return (
    ['apiVersion', 'kind'].every((key) => properties.get(key)?.type === 'string') &&
    own?.type === 'object' &&
    ['name', 'generateName'].every((key) => own.properties.get(key)?.type === 'string')
  );
}
