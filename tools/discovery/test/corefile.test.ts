import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { loadCorefile } from '../src/index.ts';
import type { LoadedCorefile, Question } from '../src/index.ts';
import { corefileOf, readDnsCases, verdictsOf } from './cluster/dns-cases.ts';
import { comparable, corefileOf as corefileOfChains, serverAt } from './corefile/chain-server.ts';
import type { Comparable } from './corefile/chain-server.ts';
import { configurations } from './corefile/random-configuration.ts';

const FOLDER = '/etc/coredns';

function recorded<Entry>(file: string): readonly Entry[] {
  return JSON.parse(
    readFileSync(path.join(import.meta.dirname, 'corefile', file), 'utf8'),
  ) as Entry[];
}

function load(text: string, files: Readonly<Record<string, string>> = {}): LoadedCorefile {
  const all = Object.entries(files).map(
    ([name, content]) => [`${FOLDER}/${name}`, content] as const,
  );
  return loadCorefile({ path: `${FOLDER}/Corefile`, text }, new Map(all));
}

function verdictOf({ start }: LoadedCorefile): string {
  return start.result === 'ok' ? 'ok' : start.error;
}

for (const case_ of readDnsCases()) {
  if (!case_.custom) continue;
  const { name, start, reload } = case_;
  test(`start and reload: ${name}`, (t) => {
    t.deepEqual(verdictsOf(corefileOf(case_)), { start, reload });
  });
}

test('what CoreDNS said to configurations, most of them broken', (t) => {
  interface Recorded {
    readonly corefile: string;
    readonly files: Readonly<Record<string, string>>;
    readonly verdict: string;
  }
  for (const { corefile, files, verdict } of recorded<Recorded>('verdicts.json')) {
    t.is(verdictOf(load(corefile, files)).trimEnd(), verdict, corefile);
  }
});

test('what CoreDNS answered through chains of plugins', (t) => {
  interface Recorded {
    readonly lines: readonly string[];
    readonly question: Question;
    readonly reply: Comparable;
  }
  for (const { lines, question, reply } of recorded<Recorded>('answers.json')) {
    const server = serverAt(corefileOfChains([lines], '/zones', 1), '/zones', '1');
    const answer = server?.answer({ ...question, client: '127.0.0.1' });
    t.deepEqual(
      answer && comparable(answer),
      reply,
      `${question.name} ${question.type}\n${lines.join('\n')}`,
    );
  }
});

test('an error says where it is', (t) => {
  const cases: readonly [string, Readonly<Record<string, string>>, string, number, number][] = [
    ['.:53 {\n  nope\n}\n', {}, 'Corefile', 2, 3],
    ['.:53 {\n  cache\n  cache\n}\n', {}, 'Corefile', 3, 3],
    [
      '.:53 {\n  import custom/*.override\n}\n',
      { 'custom/a.override': 'log\nrewrite name a\n' },
      'custom/a.override',
      2,
      1,
    ],
    ['a.example:53 {\n}\nb.example:53 a.example:53 {\n}\n', {}, 'Corefile', 3, 14],
    ['.:53 {\n}\nx.example:70000 {\n}\n', {}, 'Corefile', 3, 1],
    ['.:53 {\n  forward . 192.0.2.1 {\n    max_fails x\n  }\n}\n', {}, 'Corefile', 3, 15],
  ];
  for (const [text, files, file, line, column] of cases) {
    const { start } = load(text, files);
    const expected = { file: `${FOLDER}/${file}`, line, column };
    t.deepEqual(start.result === 'failed' && start.position, expected, text);
  }
});

test('files that nothing reads are told, and so is what is not modelled', (t) => {
  const { start, ignoredFiles, notModelled } = load(
    '.:53 {\n  import custom/*.override\n  hosts /etc/coredns/NodeHosts\n  secondary a.example {\n    transfer from 192.0.2.1\n  }\n  forward . dns.example\n}\n',
    {
      'custom/a.override': 'log\n',
      'custom/a.OVERRIDE': 'x',
      'custom/b.server': 'x',
      NodeHosts: '',
    },
  );
  t.deepEqual(start, { result: 'ok' });
  t.deepEqual(ignoredFiles, [`${FOLDER}/custom/a.OVERRIDE`, `${FOLDER}/custom/b.server`]);
  t.deepEqual(
    notModelled.map(({ position }) => position?.line),
    [4, 7],
  );
});

test('a server that asks itself is told', (t) => {
  const cases: readonly [string, number][] = [
    ['.:53 {\n loop\n forward . 127.0.0.1\n}\n', 1],
    ['.:53 {\n loop\n forward . [::1]:53\n}\n', 1],
    ['.:53 {\n forward . 127.0.0.1\n}\n', 0],
    ['.:53 {\n loop\n forward . 127.0.0.1:54\n}\n', 0],
    ['.:53 {\n loop\n forward a.example 127.0.0.1\n}\n', 0],
  ];
  for (const [text, count] of cases) {
    t.is(
      load(text).notModelled.filter(({ reason }) => reason.includes('asks itself')).length,
      count,
      text,
    );
  }
});

test('hostile configurations end in an answer', (t) => {
  const deep = (count: number): string => `${'{ '.repeat(count)}${'} '.repeat(count)}`;
  const cases: readonly [string, Readonly<Record<string, string>>, RegExp][] = [
    ['import self\n', { self: 'import self\n' }, /maximum file import depth \(10000\) exceeded/],
    [
      '.:53 {\n  import a\n}\n',
      { a: 'log\nimport b\n', b: 'log\nimport a\n' },
      /maximum file import depth/,
    ],
    [
      '(a) {\n  import b\n}\n(b) {\n  import a\n}\n.:53 {\n  import a\n}\n',
      {},
      /maximum snippet import depth \(10000\) exceeded/,
    ],
    [
      '.:53 {\n  import a\n}\n',
      { a: 'import b\nimport b\n'.repeat(200), b: 'log\n'.repeat(20_000) },
      /CoreDNS would run out of memory/,
    ],
    [`.:53 {\n  template IN A {\n    match "${'(a+)+'.repeat(50)}$"\n  }\n}\n`, {}, /^ok$/],
    [
      `.:53 {\n  errors {\n    consolidate 5m "${'a'.repeat(10_001)}"\n  }\n}\n`,
      {},
      /regex pattern too long: 10001 > 10000/,
    ],
    [
      `.:53 {\n  rewrite name regex ${'(x{1000}){1000}'} a\n}\n`,
      {},
      /invalid regex matching pattern/,
    ],
    [`.:53 {\n  hosts {\n    ${deep(50_000)}\n  }\n}\n`, {}, /./],
    [`.:53 {\n  template IN A {\n    answer "${'{{ ( '.repeat(1000)}"\n  }\n}\n`, {}, /./],
    ['{$__proto__}.:53 __proto__:53 {\n  constructor\n}\n', {}, /Unknown directive 'constructor'/],
    [`${'a.example:53 '.repeat(20_000)} {\n}\n`, {}, /already defined/],
    [
      '.:53 {\n  hosts custom/hosts\n}\n',
      { 'custom/hosts': '192.0.2.1 a\n'.repeat(50_000) },
      /^ok$/,
    ],
    ['\ufeff\u0000\uffff"', {}, /./],
  ];
  for (const [text, files, expected] of cases) {
    t.regex(verdictOf(load(text, files)), expected, text.slice(0, 80));
  }
});

test('questions without end get an answer', (t) => {
  const cases: readonly [string, string][] = [
    ['forward . 127.0.0.1:1 [::1]:1', 'unknown'],
    ['forward . 127.0.0.1:1', 'SERVFAIL'],
    ['forward . 127.0.0.1:2', 'unknown'],
    ['template IN A {\n answer "a. CNAME {{ .Name }}" "b. CNAME {{ .Name }}"\n }', 'unknown'],
    ['rewrite name regex (.*) x.{1}.x\n forward . 127.0.0.1:1', 'SERVFAIL'],
    ['rewrite name substring a aa\n forward . 127.0.0.1:1', 'SERVFAIL'],
  ];
  for (const [lines, rcode] of cases) {
    const server = serverAt(`.:1 {\n ${lines}\n}\n`, '/zones', '1');
    t.is(server?.answer({ name: 'a.example.', type: 'A' }).rcode ?? 'unknown', rcode, lines);
  }
});

test('random configurations end in an answer', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(configurations, ({ corefile, files }) => {
        const { start, servers } = load(corefile, files);
        return start.result === 'ok'
          ? servers.length > 0
          : start.error !== '' && servers.length === 0;
      }),
      { numRuns: 300 },
    ),
  );
});
