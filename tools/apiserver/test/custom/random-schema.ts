import type { JsonObject, JsonValue } from 'kustomize-ts';
import { randomRule } from './random-rules.ts';
import type { Random } from './random.ts';

const FORMATS = [
  'byte',
  'cidr',
  'date',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'isbn',
  'k8s-short-name',
  'mac',
  'unknown',
  'uri',
  'uuid',
] as const;
const PLAIN_NAMES = ['a', 'b', 'name', 'port'] as const;
const ODD_NAMES = ['c-d', 'x.y', 'namespace', '__odd', '9a', 'sp ace', 'in'] as const;

/** A structural schema, with everything that a CustomResourceDefinition may say. Some are refused upstream. */
export function randomSchema(random: Random, depth: number, hasOld = true): JsonObject {
  const schema = random.chance(depth > 0 ? 0.6 : 0)
    ? compound(random, depth, hasOld)
    : scalar(
        random,
        random.pick(['string', 'string', 'integer', 'number', 'boolean', 'both']),
        hasOld,
      );
  if (random.chance(0.1)) schema['nullable'] = true;
  return schema;
}

function addRules(random: Random, schema: JsonObject, type: string, hasOld: boolean): void {
  if (!random.chance(0.35)) return;
  const properties = Object.keys((schema['properties'] ?? {}) as JsonObject);
  const names = PLAIN_NAMES.filter((name) => properties.includes(name));
  const count = 1 + random.below(2);
  schema['x-kubernetes-validations'] = Array.from({ length: count }, () =>
    randomRule(random, type, names, hasOld),
  );
}

function scalar(random: Random, type: string, hasOld: boolean): JsonObject {
  const schema: JsonObject =
    type === 'both' ? { 'x-kubernetes-int-or-string': true } : { type, ...limits(random, type) };
  if (type === 'both' && random.chance(0.3)) {
    schema['anyOf'] = [{ type: 'integer' }, { type: 'string' }];
  }
  if (random.chance(0.15)) addAlternatives(random, schema, type);
  if (random.chance(0.1)) schema['default'] = randomScalar(random, schema);
  const format = String(schema['format'] ?? '');
  const kind = format === 'date-time' ? 'date' : format;
  const isTyped = ['date', 'duration', 'byte'].includes(kind);
  addRules(random, schema, type === 'both' ? 'intOrString' : isTyped ? kind : type, hasOld);
  return schema;
}

/** What a schema of this type may say of a value. */
function limits(random: Random, type: string): JsonObject {
  const schema: JsonObject = {};
  if (type === 'string') {
    schema['maxLength'] = 3 + random.below(30);
    if (random.chance(0.2)) schema['minLength'] = random.below(4);
    if (random.chance(0.2)) schema['pattern'] = random.pick(['^[a-z]+$', 'a', '^(a+)+$', '\\d']);
    if (random.chance(0.2)) schema['enum'] = ['abc', 'x', 'a1'];
    if (random.chance(0.4)) schema['format'] = random.pick(FORMATS);
  }
  if (type === 'integer' || type === 'number') {
    if (random.chance(0.3)) schema['minimum'] = random.below(4);
    if (random.chance(0.3)) schema['maximum'] = 3 + random.below(5) / 2;
    if (random.chance(0.1)) schema['exclusiveMinimum'] = true;
    if (random.chance(0.1)) schema['exclusiveMaximum'] = true;
    if (random.chance(0.15)) schema['multipleOf'] = random.pick([2, 3, 0.5, 0.1]);
    if (random.chance(0.15)) schema['enum'] = [1, 2, 2.5];
    if (random.chance(0.2)) schema['format'] = random.pick(['int32', 'int64', 'double', 'float']);
  }
  if (schema['exclusiveMinimum'] !== undefined) schema['minimum'] ??= 1;
  if (schema['exclusiveMaximum'] !== undefined) schema['maximum'] ??= 5;
  return schema;
}

function addAlternatives(random: Random, schema: JsonObject, type: string): void {
  const options = (): JsonValue[] =>
    Array.from({ length: 1 + random.below(3) }, () => {
      const { format: _, ...option } = limits(random, type);
      return option;
    });
  if (random.chance(0.4)) schema['anyOf'] ??= options();
  if (random.chance(0.4)) schema['oneOf'] = options();
  if (random.chance(0.4)) schema['allOf'] = options();
  if (random.chance(0.2)) schema['not'] = options()[0] ?? {};
}

function compound(random: Random, depth: number, hasOld: boolean): JsonObject {
  switch (random.below(8)) {
    case 0:
    case 1:
      return list(random, depth, hasOld);
    case 2:
      return map(random, depth, hasOld);
    case 3:
      return keyedList(random, depth, hasOld);
    case 4:
      return random.chance(0.5) ? resource(random, depth, hasOld) : kept(random, depth, hasOld);
    default:
      return struct(random, depth, hasOld);
  }
}

function list(random: Random, depth: number, hasOld: boolean): JsonObject {
  const isSet = random.chance(0.4);
  const items = isSet
    ? scalar(random, random.pick(['string', 'integer', 'number']), false)
    : randomSchema(random, depth - 1, false);
  if (isSet) delete items['nullable'];
  const schema: JsonObject = { type: 'array', items, maxItems: 3 + random.below(5) };
  if (isSet) delete items['default'];
  if (isSet) schema['x-kubernetes-list-type'] = 'set';
  else if (random.chance(0.3)) schema['x-kubernetes-list-type'] = 'atomic';
  if (random.chance(0.2)) schema['minItems'] = random.below(3);
  addRules(random, schema, 'array', hasOld);
  return schema;
}

function keyedList(random: Random, depth: number, hasOld: boolean): JsonObject {
  const items = struct(random, depth - 1, hasOld);
  const keys = random.chance(0.7) ? ['name'] : ['name', 'port'];
  const properties = items['properties'] as JsonObject;
  properties['name'] = { type: 'string', maxLength: 5 };
  if (keys.length > 1) properties['port'] = { type: 'integer', default: 80 };
  const required = (items['required'] ?? []) as string[];
  items['required'] = [...new Set([...required, 'name'])];
  const schema: JsonObject = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    items,
    maxItems: 5,
  };
  addRules(random, schema, 'array', hasOld);
  return schema;
}

function map(random: Random, depth: number, hasOld: boolean): JsonObject {
  const schema: JsonObject = {
    type: 'object',
    additionalProperties: random.chance(0.1) ? true : randomSchema(random, depth - 1, hasOld),
    maxProperties: 2 + random.below(4),
  };
  if (random.chance(0.1)) schema['minProperties'] = 1;
  if (schema['additionalProperties'] !== true) addRules(random, schema, 'map', hasOld);
  return schema;
}

function struct(random: Random, depth: number, hasOld: boolean): JsonObject {
  const properties: JsonObject = {};
  const required: string[] = [];
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const name = random.chance(0.75) ? random.pick(PLAIN_NAMES) : random.pick(ODD_NAMES);
    properties[name] = randomSchema(random, depth - 1, hasOld);
    if (random.chance(0.25) && !required.includes(name)) required.push(name);
  }
  const schema: JsonObject = { type: 'object', properties };
  if (required.length > 0) schema['required'] = required;
  if (random.chance(0.1)) schema['default'] = {};
  if (random.chance(0.1)) schema['maxProperties'] = 2;
  if (random.chance(0.15)) addFieldAlternatives(random, schema, properties, hasOld);
  addRules(random, schema, 'object', hasOld);
  return schema;
}

function addFieldAlternatives(
  random: Random,
  schema: JsonObject,
  properties: JsonObject,
  hasOld: boolean,
): void {
  const option = (): JsonObject => {
    const [name = 'a'] = Object.keys(properties);
    const own = (properties[name] ?? {}) as JsonObject;
    const { format: _, ...rest } = limits(random, String(own['type'] ?? ''));
    const rules = randomRule(random, 'object', [], hasOld);
    const withRules = random.chance(0.3) ? { 'x-kubernetes-validations': [rules] } : {};
    const says = random.chance(0.5) ? { properties: { [name]: rest } } : { required: [name] };
    return { ...says, ...withRules };
  };
  const { 'x-kubernetes-validations': _, ...plain } = option();
  if (random.chance(0.5)) schema['allOf'] = [option(), option()];
  if (random.chance(0.3)) schema['oneOf'] = [plain, { required: ['b'] }];
  if (random.chance(0.3)) schema['anyOf'] = [plain, { required: ['a', 'b'] }];
}

function resource(random: Random, depth: number, hasOld: boolean): JsonObject {
  const schema: JsonObject = { type: 'object', 'x-kubernetes-embedded-resource': true };
  if (random.chance(0.6)) schema['x-kubernetes-preserve-unknown-fields'] = true;
  else schema['properties'] = { spec: struct(random, depth - 1, hasOld) };
  addRules(random, schema, 'resource', hasOld);
  return schema;
}

function kept(random: Random, depth: number, hasOld: boolean): JsonObject {
  const keep = { 'x-kubernetes-preserve-unknown-fields': true };
  if (random.chance(0.3)) return keep;
  return random.chance(0.5)
    ? { type: 'object', ...keep }
    : { ...struct(random, depth - 1, hasOld), ...keep };
}

const TEXTS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  byte: ['aGk=', 'a-_=', 'ab+/', 'x'],
  cidr: ['10.0.0.0/8', '10.0.0.0/33', '010.0.0.0/8', 'fd00::/8'],
  date: ['2024-02-29', '2023-02-29', '1999-12-31'],
  'date-time': [
    '2024-01-01T00:00:00Z',
    '2024-01-01t00:00:00z',
    '2024-01-01T25:00:00Z',
    '2024-01-01',
  ],
  duration: ['1h', '2 days', '1x', '90s', '3 weeksish'],
  email: ['web@example.com', 'Web <web@example.com>', 'web', '"a b"@example.com', 'a@[10.0.0.1]'],
  hostname: ['example.com', 'a_b', '-a', 'localhost', 'example.c'],
  ipv4: ['10.0.0.1', '010.0.0.1', '10.0.0', '::1'],
  ipv6: ['::1', '::ffff:1.2.3.4', '10.0.0.1', '::g'],
  isbn: ['0321751043', '978-0321751041', '123'],
  'k8s-short-name': ['web', 'Web', 'web.a'],
  mac: ['01:23:45:67:89:ab', '0123.4567.89ab', '01-23', '0123456789ab'],
  uri: ['https://example.com/a?b#c', '/a/b', 'a/b', 'mailto:a@example.com'],
  uuid: ['00000000-0000-4000-8000-000000000000', '0000000000004000-8000000000000000', 'no'],
};

/** A plain value that may fit a schema. */
export function randomScalar(random: Random, schema: JsonObject): JsonValue {
  const { type, format, enum: allowed } = schema;
  if (Array.isArray(allowed) && random.chance(0.7)) {
    return allowed[random.below(allowed.length)] ?? null;
  }
  switch (type ?? random.pick(['string', 'integer'])) {
    case 'string': {
      const texts = TEXTS[String(format)] ?? ['abc', 'x', 'a1', 'aaaa', '', 'http', 'Ünï', '12'];
      return random.pick(texts as readonly [string, ...string[]]);
    }
    case 'integer':
      return random.chance(0.1) ? random.pick([-1, 2 ** 31, 100, 65]) : random.below(7);
    case 'number':
      return random.chance(0.5) ? random.below(6) : random.pick([0.5, 2.5, 1.5, 0.3, -0.25]);
    default:
      return random.chance(0.5);
  }
}
