import type { JsonObject, JsonValue } from 'kustomize-ts';
import type { Case, Group } from './random-cases.ts';

/** Cases that chance seldom finds: costs, correlation through keyed lists, places of errors, formats. */
export function chosenGroups(): readonly Group[] {
  return [...costs(), ...correlation(), ...places(), ...formats(), ...values()];
}

function group(spec: JsonObject, ...cases: readonly Case[]): Group {
  const schema = { type: 'object', properties: { spec } };
  return { schema, subresources: { status: {} }, cases };
}

function widget(spec: JsonValue): JsonObject {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'web' }, spec };
}

const creation = (spec: JsonValue): Case => ({ object: widget(spec) });
const change = (before: JsonValue, after: JsonValue): Case => ({
  before: widget(before),
  object: widget(after),
});

const rule = (text: string, more: JsonObject = {}): JsonObject => ({
  'x-kubernetes-validations': [{ rule: text, ...more }],
});

/** A loop within loops: it costs ten times as much with each. */
function loops(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `x${index}`);
  return names.reduceRight((inner, name) => `[0,1,2,3,4,5,6,7,8,9].all(${name}, ${inner})`, 'true');
}

function costs(): readonly Group[] {
  const numbers = { type: 'array', items: { type: 'integer' } };
  const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const eachOf = (own: JsonObject): JsonObject => ({
    type: 'array',
    items: { type: 'integer', ...own },
  });
  const shown = (count: number): JsonObject =>
    rule('false', { messageExpression: `string(${loops(count)})` });
  return [
    // One expression over its limit, and what comes after it.
    group(
      {
        type: 'integer',
        'x-kubernetes-validations': [
          { rule: 'false', message: 'first' },
          { rule: loops(6) },
          { rule: 'false', message: 'last' },
        ],
      },
      creation(1),
    ),
    // Expressions that each are cheap enough, and together are not.
    group(eachOf(rule(loops(5))), creation(many(10)), creation(many(40))),
    // A message over its limit, and one that takes the rest of the budget.
    group({ type: 'integer', ...shown(6) }, creation(1)),
    group(eachOf(shown(5)), creation(many(10)), creation(many(40))),
    // Loops over what is there: sizes of lists, maps and texts count.
    group(
      { ...numbers, ...rule('self.all(x, self.all(y, self.exists(z, z == x + y - y)))') },
      creation(many(20)),
      creation(many(80)),
      creation(many(150)),
    ),
    group(
      {
        type: 'object',
        additionalProperties: { type: 'string' },
        ...rule("self.all(k, self.all(l, self[k] + self[l] != 'x'))"),
      },
      creation(Object.fromEntries(many(100).map((index) => [`k${index}`, 'value'.repeat(20)]))),
    ),
    group(
      { ...numbers, ...rule('self == oldSelf && self + self != self') },
      change(many(500), many(500)),
    ),
  ];
}

function correlation(): readonly Group[] {
  const port = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      protocol: { type: 'string', default: 'TCP' },
      number: { type: 'integer', ...rule('self == oldSelf', { message: 'stays' }) },
      old: { type: 'string', maxLength: 3, ...rule('self == self.lowerAscii()') },
    },
  };
  const ports = (...keys: readonly string[]): JsonObject => ({
    type: 'array',
    items: port,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': [...keys],
  });
  const http = { name: 'http', number: 80 };
  const dns = { name: 'dns', number: 53 };
  const cases = [
    change([http, dns], [dns, http]),
    change([http, dns], [{ ...dns, number: 54 }, http]),
    change([http], [{ ...http, name: 'web' }]),
    change([http], [{ ...http, protocol: 'UDP', number: 81 }]),
    change([{ ...http, old: 'LONG' }], [dns, { ...http, old: 'LONG' }]),
    change([{ ...http, old: 'LONG' }], [{ ...http, number: 81, old: 'LONG' }]),
    change([{ ...http, old: 'LONG' }], [{ ...http, old: 'LONGER' }]),
    change([{ ...http, old: 'AB' }], [dns, { ...http, old: 'AB' }]),
    change([http, http], [http, http, dns]),
    change([http], [http, http]),
    change([{ number: 1 }], [{ number: 2 }]),
  ];
  const nested = (listType: JsonObject): JsonObject => ({
    type: 'object',
    properties: {
      items: { type: 'array', items: { type: 'string', maxLength: 2 }, ...listType },
      map: {
        type: 'object',
        additionalProperties: { type: 'string', maxLength: 2, ...rule("self != 'no'") },
      },
    },
    ...rule("!has(self.map) || !('x' in self.map)"),
  });
  const long = { items: ['long'], map: { a: 'no', b: 'long' } };
  return [
    group(ports('name'), ...cases),
    group(ports('name', 'protocol'), ...cases),
    ...[{}, { 'x-kubernetes-list-type': 'set' }, { 'x-kubernetes-list-type': 'atomic' }].map(
      (listType) =>
        group(
          nested(listType),
          change(long, long),
          change(long, { ...long, map: { ...long.map, c: 'ok' } }),
          change(long, { ...long, map: { ...long.map, x: 'no' } }),
          change(long, { ...long, items: ['long', 'ok'] }),
          change({ items: ['a', 'b'] }, { items: ['b', 'a'] }),
          change({ map: { x: 'a' } }, { map: { x: 'b' } }),
          change({ map: { x: 'a' } }, { items: ['a'], map: { x: 'a' } }),
        ),
    ),
    // Rules and limits within allOf are not let through.
    group(
      {
        type: 'object',
        properties: { a: { type: 'string', ...rule("self != 'x'") }, b: { type: 'integer' } },
        allOf: [{ properties: { a: { maxLength: 1, ...rule("self != 'long'") } } }],
      },
      creation({ a: 'long' }),
      change({ a: 'long', b: 1 }, { a: 'long', b: 2 }),
      change({ a: 'long', b: 1 }, { a: 'long', b: 1 }),
      change({ a: 'x', b: 1 }, { a: 'x', b: 2 }),
    ),
  ];
}

function places(): readonly Group[] {
  const at = (fieldPath: string, text = 'false'): JsonObject => ({ rule: text, fieldPath });
  return [
    group(
      {
        type: 'object',
        properties: {
          a: { type: 'object', properties: { 'b-c': { type: 'string' } } },
          'x.y': { type: 'string' },
          map: { type: 'object', additionalProperties: { type: 'string' } },
        },
        'x-kubernetes-validations': [
          at('.a'),
          at(".a['b-c']"),
          at(".map['k.l']"),
          at(".map['it\\'s']"),
          at("['x.y']"),
          { ...at('.a'), reason: 'FieldValueRequired', message: ' set it ' },
          { ...at('.a'), reason: 'FieldValueDuplicate', messageExpression: "'same'" },
          { ...at('.a'), messageExpression: "'  spaces '" },
        ],
      },
      creation({ a: {} }),
      change({ a: {} }, { a: {}, 'x.y': 'new' }),
    ),
    group(
      {
        type: 'integer',
        'x-kubernetes-validations': [
          { rule: 'self > 5', reason: 'FieldValueDuplicate' },
          { rule: 'self > 6', reason: 'FieldValueForbidden' },
        ],
      },
      creation(1),
    ),
  ];
}

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  bsonobjectid: ['507f1f77bcf86cd799439011', '507f1f77'],
  byte: ['', 'YQ==', 'YQ=', 'YQ', 'a===', 'ab\ncd'],
  cidr: ['::/0', '1.2.3.4', '1.2.3.4/032', '1.2.3.4/-1', 'x/8'],
  creditcard: ['4220855426222389', '4220-8554-2622-2389', '4220855426213389', '1'],
  date: ['2024-1-01', '0000-01-01', '2024-12-31 ', '2024-00-10', '2024-04-31'],
  'date-time': [
    '2024-01-01T00:00:00.5+01:00',
    '2024-01-01 00:00:00Z',
    '2024-01-01T00:00:60Z',
    '2024-01-01T00:00:00',
    '2024-01-01T00:00:00z',
    '2024-01-01T00:00:00Z trailing',
  ],
  duration: [
    '',
    '1.5h',
    '-1h',
    '1w',
    '1 week 2 days',
    '5',
    'P1D',
    '99999999999999999999s',
    '1us',
    '1 \u00b5s',
  ],
  email: [
    'a.b@example.com',
    'a..b@example.com',
    '.a@example.com',
    '"quoted"@example.com',
    '""@example.com',
    'a@',
    'A B <a@example.com>',
    '"A, B" <a@example.com> (comment)',
    'a@example.com (x (y))',
    'a@example.com (x',
    'a@[::1]',
    'a@[x]',
    '<a@example.com>',
    'a@example.com, b@example.com',
    '\u00fc@example.com',
    ' a@example.com ',
    'a @example.com',
    'a@ example.com',
  ],
  hexcolor: ['#fff', 'FFFFFF', '#ffff'],
  hostname: [
    'a',
    'a.b',
    'a.bc',
    '1.example.com',
    'a-.example.com',
    `${'a'.repeat(64)}.com`,
    '\u00fc.com',
    'a.',
  ],
  ipv4: ['1.2.3.4', '1.2.3.04', '256.1.1.1', '::ffff:1.2.3.4'],
  ipv6: ['1::', '1.2.3.4', '::1%eth0', '1:2:3:4:5:6:7:8:9'],
  isbn10: ['0-321-75104-3', '080442957X', '0804429570'],
  isbn13: ['978 0321751041', '9780321751042'],
  'k8s-long-name': ['a.b-c', 'a..b', 'A', 'a'.repeat(254)],
  'k8s-short-name': ['a-b', '-a', 'a'.repeat(64)],
  mac: [
    '01-23-45-67-89-ab-cd-ef',
    '01:23:45-67:89:ab',
    '0123.4567.89ab.cdef',
    '0123456789abc',
    '01:23:45:67:89:AB',
  ],
  password: ['', 'anything'],
  rgbcolor: ['rgb(0, 31,255)', 'rgb(0,31,256)', 'rgb(00,1,1)', 'rgba(1,1,1)'],
  ssn: ['111-22-3333', '111 22 3333', '111223333'],
  uri: [
    '',
    'http://',
    'http://[::1]:80/',
    'http://a b/',
    '//host/path',
    'http://a/%zz',
    'a:b',
    '#x',
    '*',
  ],
  uuid3: ['00000000-0000-3000-8000-000000000000', '00000000-0000-4000-8000-000000000000'],
  uuid5: ['00000000-0000-5000-8000-000000000000', '00000000-0000-5000-c000-000000000000'],
};

function formats(): readonly Group[] {
  return Object.entries(TEXTS).map(([format, texts]) =>
    group(
      { type: 'string', format, ...rule('self == self') },
      ...[...texts, 5, true, [], null].map(creation),
    ),
  );
}

function values(): readonly Group[] {
  return [
    group(
      { type: 'integer', format: 'int32' },
      ...[2 ** 31, -(2 ** 31), 2.5, 1e15, 'a'].map(creation),
    ),
    group({ type: 'integer' }, ...[1e15, 1.5, -0.5].map(creation)),
    group({ type: 'number', format: 'float' }, ...[1e39, 1.5, 5].map(creation)),
    group({ type: 'number', multipleOf: 0.1 }, ...[0.3, 0.25, 3, 1_234_567.5].map(creation)),
    group({ type: 'number', multipleOf: 2.5 }, ...[5, 7, 2.5, 3.5].map(creation)),
    group({ type: 'integer', maximum: 2.5 }, ...[2, 3, 1_234_567].map(creation)),
    group(
      { type: 'number', maximum: 2.5, minimum: -1.5 },
      ...[3, 2.75, -2, 12_345_678.5].map(creation),
    ),
    group({ type: 'string', enum: ['A', 'b'] }, ...['A', 'c', null, 65].map(creation)),
    group(
      { 'x-kubernetes-int-or-string': true, enum: ['A', 7] },
      ...['A', 65, 66, 7.5].map(creation),
    ),
    group({ type: 'number', enum: [1, 2.5] }, ...[1.5, 2.5, 2.75, 1].map(creation)),
    group(
      { type: 'object', ...{ 'x-kubernetes-preserve-unknown-fields': true }, enum: [{ a: 1 }, []] },
      creation({ a: 1 }),
      creation({ a: 2 }),
    ),
    group(
      { type: 'string', maxLength: 2, minLength: 1 },
      ...['\u{1F600}\u{1F600}', '\u{1F600}ab', ''].map(creation),
    ),
    group(
      {
        type: 'object',
        properties: {
          kept: {
            type: 'object',
            nullable: true,
            default: { a: 1 },
            properties: { a: { type: 'integer', default: 2 } },
          },
          list: {
            type: 'array',
            items: { type: 'object', default: { b: 1 }, properties: { b: { type: 'integer' } } },
          },
          map: { type: 'object', additionalProperties: { type: 'string', default: 'd' } },
          open: { type: 'object', additionalProperties: true },
        },
      },
      creation({ kept: null }),
      creation({ kept: {}, list: [null, {}], map: { a: null, b: 'x' } }),
      creation({ open: { a: { b: 1 }, c: [1, { d: 2 }] } }),
      creation(null),
      creation({ list: null, map: null }),
    ),
    group(
      {
        type: 'array',
        'x-kubernetes-list-type': 'set',
        items: {
          type: 'object',
          'x-kubernetes-map-type': 'atomic',
          properties: { a: { type: 'integer' } },
        },
        ...rule('self == oldSelf'),
      },
      creation([{ a: 1 }, { a: 2 }, { a: 1 }, { a: 1 }]),
      change([{ a: 1 }], [{ a: 1 }]),
    ),
  ];
}
