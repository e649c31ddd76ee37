import { printable } from '@fingerpost/text';
import test from 'ava';
import fc from 'fast-check';

import { commonSubsequence } from '../src/field/common-subsequence.ts';
import { diffFields } from '../src/field/diff-fields.ts';
import type { FieldChange } from '../src/field/diff-fields.ts';
import { diffLines } from '../src/field/line-diff.ts';
import type { ListType } from '../src/field/list-type.ts';
import { formatPath, isAtOrBelow, parsePath } from '../src/field/path.ts';
import type { Segment } from '../src/field/path.ts';
import { canonical, isList, isMap } from '../src/field/value.ts';
import type { Value } from '../src/field/value.ts';
import { formatBlock, formatFlow } from '../src/report/format-value.ts';
import { stemOf } from '../src/resource/hash-suffix.ts';

/** A change as one line: `path: old -> new`, `+ path: new`, `- path: old`, `path: order a,b -> b,a`. */
function lineOf({ kind, path, before = null, after = null }: FieldChange): string {
  if (kind === 'added') return `+ ${path}: ${formatFlow(after)}`;
  if (kind === 'removed') return `- ${path}: ${formatFlow(before)}`;
  return `${path}: ${kind === 'reordered' ? 'order ' : ''}${formatFlow(before)} -> ${formatFlow(after)}`;
}

const http = { name: 'http', port: 9000, protocol: 'TCP', targetPort: 'http' };
const metrics = { name: 'metrics', port: 9100, protocol: 'TCP', targetPort: 'metrics' };
const fromHelper = {
  from: [{ podSelector: { matchLabels: { app: 'helper' } } }],
  ports: [{ port: 'http' }],
};
const fromGateway = { from: [{ podSelector: { matchLabels: { app: 'gateway' } } }] };

const FIELDS: readonly { title: string; before: Value; after: Value; changes: string[] }[] = [
  {
    title: 'nothing',
    before: { a: [1, { b: null }] },
    after: { a: [1, { b: null }] },
    changes: [],
  },
  {
    title: 'the order of keys is no change',
    before: { a: 1, b: 2 },
    after: { b: 2, a: 1 },
    changes: [],
  },
  {
    title: 'a scalar',
    before: { spec: { replicas: 1 } },
    after: { spec: { replicas: 3 } },
    changes: ['spec.replicas: 1 -> 3'],
  },
  { title: 'a number and its text', before: { a: 1 }, after: { a: '1' }, changes: ['a: 1 -> "1"'] },
  { title: 'null is not absence', before: { a: null }, after: {}, changes: ['- a: null'] },
  { title: 'false is not absence', before: {}, after: { a: false }, changes: ['+ a: false'] },
  {
    title: 'a map becomes a scalar',
    before: { a: { b: 1 } },
    after: { a: 'b' },
    changes: ['a: {b: 1} -> b'],
  },
  { title: 'a map becomes a list', before: { a: {} }, after: { a: [] }, changes: ['a: {} -> []'] },
  {
    title: 'a subtree is one change',
    before: {},
    after: { a: { b: { c: 1, d: [2] } } },
    changes: ['+ a: {b: {c: 1, d: [2]}}'],
  },
  {
    title: 'integers beyond 2^53',
    before: { a: 9007199254740993n },
    after: { a: 9007199254740994n },
    changes: ['a: 9007199254740993 -> 9007199254740994'],
  },
  {
    title: 'keys with dots, spaces and digits',
    before: {
      metadata: { labels: { 'app.kubernetes.io/name': 'a' } },
      data: { '1': 'x', 'a b': 'y', '': 'z' },
    },
    after: { metadata: { labels: { 'app.kubernetes.io/name': 'b' } }, data: {} },
    changes: [
      'metadata.labels[app.kubernetes.io/name]: a -> b',
      '- data["1"]: x',
      '- data["a b"]: y',
      '- data[""]: z',
    ],
  },
  {
    title: 'names that JavaScript objects have of their own',
    before: JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}'),
    after: JSON.parse('{"__proto__": {"a": 2}, "toString": 1}'),
    changes: ['__proto__.a: 1 -> 2', '- constructor: 1', '+ toString: 1'],
  },
  {
    title: 'a port keeps its name and changes its number',
    before: { spec: { ports: [http, metrics] } },
    after: { spec: { ports: [{ ...http, port: 9001 }, metrics] } },
    changes: ['spec.ports[http].port: 9000 -> 9001'],
  },
  {
    title: 'a port keeps its number and changes its name',
    before: { spec: { ports: [http, metrics] } },
    after: { spec: { ports: [{ ...http, name: 'web' }, metrics] } },
    changes: ['spec.ports[http].name: http -> web'],
  },
  {
    title: 'a port that is gone, with the one that follows it in its place',
    before: { spec: { ports: [http, metrics] } },
    after: { spec: { ports: [metrics] } },
    changes: ['- spec.ports[http]: {name: http, port: 9000, protocol: TCP, targetPort: http}'],
  },
  {
    title: 'TCP is the protocol where none is written',
    before: { ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] },
    after: {
      ports: [
        { port: 53, protocol: 'TCP', name: 'dns-tcp' },
        { port: 53, protocol: 'UDP' },
      ],
    },
    changes: [
      'ports: order ["port=53,protocol=UDP", port=53] -> [port=53, "port=53,protocol=UDP"]',
      '+ ports[port=53].protocol: TCP',
      '+ ports[port=53].name: dns-tcp',
    ],
  },
  {
    title: 'items in another order',
    before: { spec: { ports: [http, metrics] } },
    after: { spec: { ports: [metrics, http] } },
    changes: ['spec.ports: order [http, metrics] -> [metrics, http]'],
  },
  {
    title: 'containers and their environment by name',
    before: {
      containers: [
        {
          name: 'app',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
        },
      ],
    },
    after: {
      containers: [
        { name: 'proxy' },
        {
          name: 'app',
          env: [
            { name: 'C', value: '3' },
            { name: 'B', value: 'two' },
          ],
        },
      ],
    },
    changes: [
      '- containers[app].env[A]: {name: A, value: "1"}',
      'containers[app].env[B].value: "2" -> two',
      '+ containers[app].env[C]: {name: C, value: "3"}',
      '+ containers[proxy]: {name: proxy}',
    ],
  },
  {
    title: 'mounts by their path, two of one volume',
    before: {
      volumeMounts: [
        { name: 'data', mountPath: '/a' },
        { name: 'data', mountPath: '/b' },
      ],
    },
    after: {
      volumeMounts: [
        { name: 'data', mountPath: '/a', readOnly: true },
        { name: 'data', mountPath: '/b' },
      ],
    },
    changes: ['+ volumeMounts[mountPath=/a].readOnly: true'],
  },
  {
    title: 'spread constraints by their key',
    before: {
      topologySpreadConstraints: [
        { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' },
      ],
    },
    after: {
      topologySpreadConstraints: [
        { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' },
      ],
    },
    changes: [
      'topologySpreadConstraints[topologyKey=zone,whenUnsatisfiable=DoNotSchedule].whenUnsatisfiable: DoNotSchedule -> ScheduleAnyway',
    ],
  },
  {
    title: 'rules without names: what is equal stays, the rest by position',
    before: { ingress: [fromHelper, fromGateway] },
    after: { ingress: [{ ...fromHelper, ports: [{ port: 'web' }] }, fromGateway] },
    changes: [
      '- ingress[0].ports[port=http]: {port: http}',
      '+ ingress[0].ports[port=web]: {port: web}',
    ],
  },
  {
    title: 'a rule in front does not touch those behind it',
    before: { ingress: [fromGateway] },
    after: { ingress: [fromHelper, fromGateway] },
    changes: [
      '+ ingress[0]: {from: [{podSelector: {matchLabels: {app: helper}}}], ports: [{port: http}]}',
    ],
  },
  {
    title: 'arguments',
    before: { args: ['--a', '--b', '--c'] },
    after: { args: ['--a', '--x', '--c', '--d'] },
    changes: ['args[1]: --b -> --x', '+ args[3]: --d'],
  },
  {
    title: 'two items of one name, and only one of them changed',
    before: { env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }, { name: 'B' }] },
    after: { env: [{ name: 'A', value: '1' }, { name: 'A', value: '3' }, { name: 'B' }] },
    changes: ['env[A].value: "2" -> "3"'],
  },
  {
    title: 'lists in lists',
    before: { a: [[1, 2], [3]] },
    after: { a: [[1, 2], [4]] },
    changes: ['a[1][0]: 3 -> 4'],
  },
];

for (const { title, before, after, changes } of FIELDS) {
  test(`fields: ${title}`, (t) => {
    t.deepEqual(diffFields(before, after).changes.map(lineOf), changes);
  });
}

test('fields: a text that counts as its new spelling is no change, but is told', (t) => {
  const renames = new Map([['settings-old', 'settings-new']]);
  const before = {
    a: 'settings-old',
    refs: [{ name: 'settings-old' }, { name: 'x' }],
    b: 'settings-old',
    c: 'settings-old/x',
  };
  const after = {
    a: 'settings-new',
    refs: [{ name: 'settings-new' }, { name: 'x' }],
    b: 'other',
    c: 'settings-new/x',
  };
  const { changes, renamed } = diffFields(before, after, renames);
  t.deepEqual(changes.map(lineOf), [
    'b: settings-old -> other',
    'c: settings-old/x -> settings-new/x',
  ]);
  t.deepEqual(
    renamed.map(({ path }) => path),
    ['a', 'refs[settings-old].name'],
  );
});

/** Names are few, so that generated lists share some; the alphabet holds what paths and terminals stumble over. */
const value = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Value>(
      null,
      true,
      false,
      0,
      1,
      -1.5,
      12345678901234567890n,
      '',
      '0',
      'a',
      'a\nb\n',
      'a\nc',
      '\u001b[31m',
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(
      fc.record(
        { name: fc.constantFrom('a', 'b', 'c'), port: fc.constantFrom(1, 2), x: tie('value') },
        { requiredKeys: [] },
      ),
      { maxLength: 4 },
    ),
    fc.dictionary(
      fc.constantFrom('ports', 'env', 'args', 'spec', 'a.b/c', '__proto__', '1'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: false },
    ),
  ),
})).value;

test('fields: a value does not differ from itself', (t) => {
  t.notThrows(() =>
    fc.assert(fc.property(value, (a) => diffFields(a, structuredClone(a)).changes.length === 0)),
  );
});

test('fields: carrying out the changes on the old value gives the new one, so none is missing or told twice', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(value, value, (a, b) => {
        const { changes } = diffFields(a, b);
        return canonical(apply(a, changes, 0)) === canonical(sortLike(b, changes));
      }),
      { numRuns: 2000 },
    ),
  );
});

type Keys = readonly string[] | undefined;

/** What an API may say of generated values, right or wrong: the keys of lists by the name of their field. */
function typeOf(keys: Readonly<Record<string, Keys>>, name = ''): ListType {
  return {
    keys: Object.hasOwn(keys, name) ? keys[name] : undefined,
    defaults: { port: 1 },
    field: (inner) => typeOf(keys, inner),
    items: () => typeOf(keys, 'item'),
  };
}

const listKeys = fc.dictionary(
  fc.constantFrom('', 'ports', 'env', 'args', 'spec', 'a.b/c', '1', 'x', 'item'),
  fc.constantFrom<Keys>(undefined, [], ['name'], ['port'], ['name', 'port'], ['x']),
  { noNullPrototype: false },
);

test('fields: whatever the API says of a list, carrying out the changes gives the new value', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(value, value, listKeys, (a, b, keys) => {
        const { changes } = diffFields(a, b, new Map(), typeOf(keys));
        const sorted = (side: Value): string => canonical(sortLists(side));
        return sorted(apply(a, changes, 0)) === sorted(b);
      }),
      { numRuns: 1000 },
    ),
  );
});

/** The value with all its lists sorted. */
function sortLists(side: Value): Value {
  if (isList(side)) return side.map(sortLists).toSorted(byCanonical);
  if (!isMap(side)) return side;
  return Object.fromEntries(Object.entries(side).map(([key, inner]) => [key, sortLists(inner)]));
}

test('fields: no change stands below another one', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(value, value, (a, b) => {
        const places = diffFields(a, b)
          .changes.filter(({ kind }) => kind !== 'reordered')
          .map(({ segments }) => segments.map(stepOf));
        return places.every((place, i) =>
          places.every((other, j) => i === j || !place.every((step, k) => step === other[k])),
        );
      }),
    ),
  );
});

function stepOf(segment: Segment): string {
  return 'item' in segment ? `#${segment.before}:${segment.after}` : segment.key;
}

/** Carries out changes below a value, all of which lead through it. A list keeps the order of its old items. */
function apply(old: Value, changes: readonly FieldChange[], depth: number): Value {
  const here = changes.find(
    ({ segments, kind }) => segments.length === depth && kind === 'changed',
  );
  if (here) return here.after ?? null;
  const deeper = Map.groupBy(
    changes.filter(({ segments }) => segments.length > depth),
    ({ segments }) => stepOf(segments[depth] ?? { key: '' }),
  );
  if (isMap(old)) {
    const entries = new Map(Object.entries(old));
    for (const [key, below] of deeper) {
      const [last] = below;
      if (last?.segments.length === depth + 1 && last.kind === 'removed') entries.delete(key);
      else if (last?.segments.length === depth + 1 && last.kind === 'added')
        entries.set(key, last.after ?? null);
      else entries.set(key, apply(entries.get(key) ?? null, below, depth + 1));
    }
    return Object.fromEntries(entries);
  }
  if (!isList(old)) return old;
  const items: (Value | undefined)[] = [...old];
  const added: [number, Value][] = [];
  for (const below of deeper.values()) {
    const [first] = below;
    const segment = first?.segments[depth];
    if (!first || !segment || !('item' in segment)) continue;
    const { before: x, after: y } = segment;
    if (x !== undefined && y === undefined) items[x] = undefined;
    else if (x === undefined && y !== undefined) added.push([y, first.after ?? null]);
    else if (x !== undefined) items[x] = apply(old[x] ?? null, below, depth + 1);
  }
  const result: Value[] = items.filter((item) => item !== undefined);
  const reordered = changes.some(
    ({ kind, segments }) => kind === 'reordered' && segments.length === depth,
  );
  for (const [y, item] of added.toSorted(([a], [b]) => a - b)) result.splice(y, 0, item);
  return reordered ? result.toSorted(byCanonical) : result;
}

/** The value with every list sorted whose order is told to have changed: its items are compared, not their order. */
function sortLike(now: Value, changes: readonly FieldChange[], at: readonly string[] = []): Value {
  if (isMap(now)) {
    return Object.fromEntries(
      Object.entries(now).map(([key, inner]) => [key, sortLike(inner, changes, [...at, key])]),
    );
  }
  if (!isList(now)) return now;
  const items = now.map((item, y) => sortLike(item, changes, [...at, `#${y}`]));
  const reordered = changes.some(
    ({ kind, segments }) =>
      kind === 'reordered' &&
      segments.length === at.length &&
      segments.every(
        (segment, i) => ('item' in segment ? `#${segment.after}` : segment.key) === at[i],
      ),
  );
  return reordered ? items.toSorted(byCanonical) : items;
}

function byCanonical(a: Value, b: Value): number {
  return canonical(a) < canonical(b) ? -1 : Number(canonical(a) > canonical(b));
}

test('common subsequence: as long as dynamic programming says, and truly common', (t) => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 });
  t.notThrows(() =>
    fc.assert(
      fc.property(list, list, (a, b) => {
        const pairs = commonSubsequence(a, b);
        const rising = pairs.every(([x, y], i) => {
          const [lastX, lastY] = pairs[i - 1] ?? [-1, -1];
          return x > lastX && y > lastY && a[x] === b[y];
        });
        return rising && pairs.length === longest(a, b);
      }),
      { numRuns: 3000 },
    ),
  );
});

function longest(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const x of a) {
    const next = [0];
    b.forEach((y, j) =>
      next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0)),
    );
    row = next;
  }
  return row.at(-1) ?? 0;
}

test('common subsequence: long lists without anything in common end soon', (t) => {
  const a = Array.from({ length: 100_000 }, (_, i) => `a${i}`);
  const b = Array.from({ length: 100_000 }, (_, i) => `b${i}`);
  t.deepEqual(commonSubsequence(['first', ...a, 'last'], ['first', ...b, 'last']), [
    [0, 0],
    [100_001, 100_001],
  ]);
});

test('lines: changed lines with two around them, far ones apart', (t) => {
  const before = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';
  const after = 'one\n2\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten';
  const hunks = diffLines(before, after).map(({ before: x, after: y, lines }) => [
    `@ ${x} ${y}`,
    ...lines.map(
      ({ kind, text, open }) =>
        `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}${open ? '$' : ''}`,
    ),
  ]);
  t.deepEqual(hunks, [
    ['@ 1 1', ' one', '-two', '+2', ' three', ' four'],
    ['@ 8 8', ' eight', ' nine', '+ten$'],
  ]);
  t.deepEqual(
    diffLines('a\nb', 'a\nb\n').map(({ lines }) => lines.length),
    [3],
  );
});

test('lines: both texts can be read off their differences', (t) => {
  const text = fc
    .array(fc.constantFrom('a', 'b', '', ' '), { maxLength: 5 })
    .map((lines) => lines.join('\n'));
  t.notThrows(() =>
    fc.assert(
      fc.property(text, text, (a, b) => {
        const lines = diffLines(a, b).flatMap((hunk) => hunk.lines);
        const count = (kind: string): number => lines.filter((line) => line.kind === kind).length;
        const size = (content: string): number => content.match(/[^\n]*\n|[^\n]+$/g)?.length ?? 0;
        return a === b
          ? lines.length === 0
          : size(b) - size(a) === count('added') - count('removed') && lines.length > 0;
      }),
    ),
  );
});

test('paths: what is written can be read, and stands for its place', (t) => {
  const key = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('spec', 'a.b/c', '0', 'x y', ']', '"', '*a'),
  );
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), (keys) => {
        const segments = keys.map((name) => ({ key: name }));
        const steps = parsePath(formatPath(segments));
        return (
          steps !== undefined &&
          isAtOrBelow(
            segments,
            steps.map((step, i) => (step === '*' ? (keys[i] ?? '') : step)),
          )
        );
      }),
    ),
  );
});

test('paths: what a path covers', (t) => {
  const place: Segment[] = [
    { key: 'spec' },
    { key: 'ports' },
    { item: 'http', before: 0, after: 0 },
    { key: 'port' },
  ];
  const table: [path: string, covers: boolean][] = [
    ['spec', true],
    ['spec.ports', true],
    ['spec.ports[http]', true],
    ['spec.ports[*].port', true],
    ['spec.*.http.port', true],
    ['spec.ports[metrics]', false],
    ['spec.port', false],
    ['spec.ports[http].port.deeper', false],
  ];
  for (const [path, covers] of table) {
    const steps = parsePath(path);
    t.truthy(steps, path);
    t.is(isAtOrBelow(place, steps ?? []), covers, path);
  }
  for (const path of ['', '.', 'spec.', '.spec', 'spec..a', 'a[', 'a[]', 'a]', 'a["x]', 'a b']) {
    t.is(parsePath(path), undefined, path);
  }
});

test('values: strings that look like something else are quoted, and nothing acts on the terminal', (t) => {
  const flow: [Value, string][] = [
    ['http', 'http'],
    ['9000', '"9000"'],
    ['true', '"true"'],
    ['', '""'],
    ['a b', 'a b'],
    [' a', '" a"'],
    ['a: b', '"a: b"'],
    ['1.2.3', '1.2.3'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['docker.io/a/b:6', 'docker.io/a/b:6'],
    ['\u001b]0;x\u0007', '"\\u001b]0;x\\u0007"'],
    ['a\u202eb', '"a\\u{202e}b"'],
    [{ 'a\u009b': ['\u2028'] }, '{"a\\u{9b}": ["\\u{2028}"]}'],
  ];
  for (const [input, output] of flow) t.is(formatFlow(input), output);
  t.deepEqual(formatBlock({ a: [{ b: 1, c: [] }, 'x\ny\n'], t: 'x\n\u001b\n', e: {} }), [
    'a:',
    '- b: 1',
    '  c: []',
    '- "x\\ny\\n"',
    't: |',
    '  x',
    '  \\u{1b}',
    'e: {}',
  ]);
  t.is(printable('a\tb\r\n\u0000\u0085\ud800é😀'), 'a\\tb\\r\\n\\u{0}\\u{85}\\u{d800}é😀');
});

test('names: only what kustomize’s hash can spell is taken for one', (t) => {
  t.is(stemOf('settings-5m8h4ktb2k'), 'settings');
  t.is(stemOf('a-b-2g9k4t6m8h'), 'a-b');
  for (const name of [
    'settings',
    'go-connection',
    'a-5m8h4ktb2',
    'a-5m8h4ktb2ka',
    'a-0123456789',
    '5m8h4ktb2k',
  ]) {
    t.is(stemOf(name), undefined, name);
  }
});
