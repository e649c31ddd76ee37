import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { KustomizeError, type ErrorCode } from '../src/error.ts';
import { decodeText } from '../src/yaml/decode-text.ts';
import { splitDocuments } from '../src/yaml/documents.ts';
import { expandAnchors } from '../src/yaml/expand-anchors.ts';
import type { Node } from '../src/yaml/node.ts';
import { parseDocument } from '../src/yaml/parser.ts';
import { printYaml } from '../src/yaml/print.ts';
import { toJsonValueV11 } from '../src/yaml/v11.ts';
import { convertToJson, printResources } from './print-resources.ts';
import type { YamlCase } from './yaml-case.ts';

const recorded = readJson<YamlCase[]>('yaml-cases.json');

const { cases: trees } = readJson<{ cases: Tree[] }>('conformance/kustomize.json');

interface Tree {
  readonly name: string;
  readonly files: Readonly<Record<string, unknown>>;
  readonly expect?: string;
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, name), 'utf8')) as T;
}

/** The text that `make` returns, or undefined where it refuses the input with a message that has a place. */
function outcome(make: () => string): string | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    return undefined;
  }
}

test('resource files print as kustomize prints them, or are refused where it refuses them', (t) => {
  for (const { reader, text, expect } of recorded) {
    if (reader !== 'resource') continue;
    t.is(
      outcome(() => printResources(text)),
      expect,
      text,
    );
  }
});

test('kustomization files convert to the JSON of sigs.k8s.io/yaml', (t) => {
  for (const { reader, text, expect } of recorded) {
    if (reader !== 'kustomization') continue;
    t.is(
      outcome(() => convertToJson(text)),
      expect,
      text,
    );
  }
});

test('the single resources of the conformance trees print alike', (t) => {
  const groups = ['scalar/', 'key/', 'block/'];
  let compared = 0;
  for (const { name, files, expect } of trees) {
    const resource = files['r.yaml'];
    const plain = files['kustomization.yaml'] === 'resources:\n- r.yaml\n';
    if (!plain || typeof resource !== 'string') continue;
    if (!groups.some((group) => name.startsWith(group))) continue;
    compared++;
    t.is(
      outcome(() => printResources(resource)),
      expect,
      name,
    );
  }
  t.true(compared > 250, String(compared));
});

test('nodes know their line and column in the whole file', (t) => {
  const text = [
    '# first',
    'kind: A',
    'list:',
    '- one',
    '-   {two: three, "four": [five]}',
    '---',
    'kind: B # second',
    'text: |',
    '  kind: C',
    'anchored: &a six',
    '...',
    'lost',
    '---  # third',
    '',
    'seven:',
    '  ? eight',
    '  : nine',
    '',
  ].join('\r\n');
  const lines = text.split('\r\n');
  const seen: string[] = [];
  for (const document of splitDocuments(text, { path: 'r.yaml' })) {
    visit(document, (node) => {
      if (node.kind !== 'scalar' || node.style === 'literal') return;
      const rest = lines[node.line - 1]!.slice(node.column - 1).replace(/^&a /, '');
      t.is(rest.replaceAll('"', '').slice(0, node.value.length), node.value);
      t.is(node.source?.path, 'r.yaml');
      seen.push(node.value);
    });
  }
  t.is(
    seen.join(' '),
    'kind A list one two three four five kind B text anchored six seven eight nine',
  );
});

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  if (node.kind === 'sequence') for (const item of node.items) visit(item, see);
  if (node.kind !== 'mapping') return;
  for (const { key, value } of node.entries) {
    visit(key, see);
    visit(value, see);
  }
}

const syntaxErrors: readonly (readonly [text: string, place: string])[] = [
  ['a: 1\n\tb: 2\n', 'r.yaml:2:1'],
  ['a:\n  - b\n c: d\n', 'r.yaml:3:2'],
  ['a: [1, 2\nb: 3\n', 'r.yaml:2:2'],
  ['a: "x\n', 'r.yaml:1:4'],
  ['a: b: c\n', 'r.yaml:1:5'],
  ['a: *b\n', 'r.yaml:1:4'],
  ['a: 1\n---\nb: @x\n', 'r.yaml:3:4'],
  ['a: 1\n--- b\n', 'r.yaml:2:1'],
  ['a: x\0y\n', 'r.yaml:1:5'],
  ['a: "\\q"\n', 'r.yaml:1:5'],
  ['a\nb: 1\n', 'r.yaml:2:2'],
];

test('errors name the place', (t) => {
  for (const [text, place] of syntaxErrors) {
    const error = t.throws(() => printResources(text), { instanceOf: KustomizeError }, text);
    t.is(error.code, 'yaml-syntax', text);
    t.true(error.message.startsWith(`${place}: `), error.message);
    t.false(error.message.includes('\n'), error.message);
  }
});

/** Inputs that would take more memory or stack than there is. */
const excessive: readonly (readonly [name: string, text: string, code: ErrorCode])[] = [
  ['nested lists', `a: ${'['.repeat(5000)}`, 'limit'],
  ['nested mappings', `${'{a: '.repeat(5000)}`, 'limit'],
  ['nested block lists', `${'- '.repeat(5000)}x\n`, 'limit'],
  ['an alias that contains itself', 'a: &a {b: [*a]}\n', 'limit'],
  ['aliases of aliases', bomb(12), 'limit'],
  ['aliases of lists, each in the other', nest(14), 'limit'],
];

function bomb(levels: number): string {
  let text = 'l0: &l0 [x]\n';
  for (let i = 1; i < levels; i++) {
    text += `l${i}: &l${i} [${Array.from({ length: 9 }, () => `*l${i - 1}`).join(', ')}]\n`;
  }
  return text;
}

/** Each level is as deep as the ones before together. */
function nest(levels: number): string {
  let text = 'l0: &l0 [x]\n';
  for (let i = 1; i < levels; i++) {
    text += `l${i}: &l${i} ${'['.repeat(100)}*l${i - 1}${']'.repeat(100)}\n`;
  }
  return text;
}

test('what grows without bounds is refused', (t) => {
  for (const [name, text, code] of excessive) {
    const parse = () => {
      const document = parseDocument(text, { source: { path: 'r.yaml' } });
      return document && printYaml(expandAnchors(document));
    };
    t.is(t.throws(parse, { instanceOf: KustomizeError }, name).code, code, name);
  }
  for (const [name, text, code] of excessive.slice(3, 5)) {
    const convert = () => toJsonValueV11(parseDocument(text, { dialect: '1.1' })!);
    t.is(t.throws(convert, { instanceOf: KustomizeError }, name).code, code, name);
  }
});

test('the deepest document that is read also prints', (t) => {
  const text = `{"a": ${'['.repeat(999)}${']'.repeat(999)}}`;
  const printed = printYaml(expandAnchors(parseDocument(text)!));
  t.is(printed, `a:\n${'- '.repeat(998)}[]\n`);
  t.is(convertToJson(text), text.replace(' ', ''));
});

test('files are UTF-8, or UTF-16 with a byte order mark', (t) => {
  const text = '\ufeffa: \u00e9\n';
  t.is(decodeText(Buffer.from(text, 'utf8')), text);
  t.is(decodeText(Buffer.from(text, 'utf16le')), text);
  t.is(decodeText(Buffer.from(text, 'utf16le').swap16()), text);
  const source = { path: 'r.yaml' };
  const error = t.throws(() => decodeText(Buffer.from('a: b\nc: \xff\n', 'latin1'), source), {
    instanceOf: KustomizeError,
  });
  t.is(error.code, 'yaml-syntax');
  t.deepEqual(error.place, { path: 'r.yaml', line: 2, column: 4 });
});

test('keys of the prototype are keys like any other', (t) => {
  const text = '__proto__: {polluted: true}\nconstructor: 1\n';
  t.is(printYaml(parseDocument(text)!), '__proto__:\n  polluted: true\nconstructor: 1\n');
  t.is(convertToJson(text), '{"__proto__":{"polluted":true},"constructor":1}');
  t.false('polluted' in {});
});
