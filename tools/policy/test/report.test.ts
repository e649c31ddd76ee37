import fs from 'node:fs';
import path from 'node:path';

import {
  countSeverities,
  fingerprintOf,
  mergeFindings,
  reportFormats,
  rules,
  serverRules,
} from '@fingerpost/policy';
import { colourStyle, plainStyle } from '@fingerpost/text';
import type { Finding, Report } from '@fingerpost/policy';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Ajv } from 'ajv';
import test from 'ava';
import fc from 'fast-check';

const root = path.resolve(import.meta.dirname, '..', '..', '..');

const FINDING: Finding = {
  rule: 'service/selector-matches-nothing',
  severity: 'error',
  message: 'Service go-server selects pods with app=go-servr, and no pod has these labels',
  resource: 'Service/backend/go-server',
  field: 'spec.selector',
  file: 'base/services/go-server/service.yaml',
  line: 7,
  column: 3,
  related: [
    {
      message: 'the pods of the namespace have other labels',
      resource: 'Deployment/backend/go-server',
      field: 'spec.template.metadata.labels',
      file: 'base/patterns/cluster-ip/deployment.yaml',
      line: 12,
      column: 9,
    },
  ],
  fix: 'make them the same',
  documentation: 'docs/rules/service/selector-matches-nothing.md',
  overlays: ['dev/go-server', 'prod/go-server'],
};

const HOSTILE: Finding = {
  ...FINDING,
  rule: 'admission/a,b:c',
  severity: 'warning',
  message: '::error::]]> <script>&"\' [link](https://example.com)\n\r\u001B[31m \u0000 \uD800 100%',
  resource: 'ConfigMap/edge/a\nb',
  field: 'data[a,b]',
  file: 'a:b/ü %/c,d\n.yaml',
  line: 1,
  column: 90,
  related: [],
  fix: '',
  documentation: '',
  overlays: [],
};

const NOWHERE: Finding = { ...HOSTILE, rule: 'internal/rule-failed', severity: 'error', file: '' };

/** The findings as they would be reported, with nothing hidden. */
function reportOf(findings: readonly Finding[], more: Partial<Report> = {}): Report {
  return {
    findings,
    counts: countSeverities(findings),
    resources: 3,
    baseline: undefined,
    rules: [...rules, ...serverRules],
    readLine: () => '  selector: # one',
    ...more,
  };
}

function format(name: string, report: Report): string {
  const formatted = reportFormats.get(name)?.(report, plainStyle);
  if (formatted === undefined) throw new Error(`there is no format ${name}`);
  return formatted;
}

test('text: the place, the line with a caret, what belongs to it', (t) => {
  t.is(
    format('text', reportOf([FINDING])),
    `base/services/go-server/service.yaml
  7:3 error service/selector-matches-nothing
      Service/backend/go-server spec.selector
      Service go-server selects pods with app=go-servr, and no pod has these
      labels
         7 |   selector: # one
           |   ^
      see base/patterns/cluster-ip/deployment.yaml:12:9
      Deployment/backend/go-server: the pods of the namespace have other labels
      fix: make them the same
      in dev/go-server, prod/go-server
      docs/rules/service/selector-matches-nothing.md

checked 3 resources: 1 error, 0 warnings, 0 cautions
`,
  );
});

test('text: what a manifest says does nothing to a terminal, and lines end at 80 columns', (t) => {
  const line = `\u001B[2J\t${'x'.repeat(200)}\u202E`;
  const hostile = format('text', reportOf([HOSTILE, NOWHERE], { readLine: () => line }));
  // oxlint-disable-next-line no-control-regex
  t.notRegex(hostile, /[\u0000-\u0009\u000B-\u001F\u202E\uD800]/);
  for (const shown of hostile.split('\n')) t.true([...shown].length <= 80, shown);
  const coloured = reportFormats.get('text')?.(reportOf([FINDING]), colourStyle) ?? '';
  t.true(coloured.includes('\u001B[31m'));
});

test('text: no line of a Secret is shown', (t) => {
  const secret = { ...FINDING, resource: 'Secret/backend/a', field: 'data.password' };
  const shown = format('text', reportOf([secret], { readLine: () => 'password: hunter2' }));
  t.notRegex(shown, /hunter2/);
});

test('the last lines count what is hidden, known and gone', (t) => {
  const baseline = { known: 12, gone: 2 };
  const report = reportOf([FINDING], { baseline, counts: { error: 1, warning: 0, caution: 2 } });
  t.true(
    format('text', report).endsWith(
      `checked 3 resources: 1 error, 0 warnings, 2 cautions; 12 in the baseline
2 findings not shown; --severity caution shows all
2 entries of the baseline are gone; write it anew with --write-baseline
`,
    ),
  );
});

test('json: what the published schema says', (t) => {
  const schema = JSON.parse(
    fs.readFileSync(path.join(root, 'docs/schema/findings.schema.json'), 'utf8'),
  );
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
  for (const findings of [[], [FINDING, HOSTILE, NOWHERE]]) {
    const printed = JSON.parse(format('json', reportOf(findings)));
    t.true(validate(printed), JSON.stringify(validate.errors));
    t.deepEqual(printed, findings);
  }
  t.false(validate([{ ...FINDING, line: 0 }]));
  t.false(validate([{ ...FINDING, more: 1 }]));
  t.false(validate([{ ...FINDING, resource: 'Service' }]));
});

/** The schema is of draft 4, which differs in what it calls its own address. */
function sarifSchema(): Record<string, unknown> {
  const file = path.join(import.meta.dirname, 'schemas/sarif-schema-2.1.0.json');
  const { id, $schema: _, ...schema } = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { $id: id, ...schema };
}

test('sarif: the schema of OASIS', (t) => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const isUri = (text: string): boolean => URL.canParse(text);
  ajv.addFormat('uri', isUri);
  ajv.addFormat('uri-reference', (text) =>
    /^[\w.~%!$&'()*+,;=@/?#-]*(?:%[0-9A-F]{2})*$/.test(text),
  );
  ajv.addFormat('date-time', true);
  const validate = ajv.compile(sarifSchema());
  const everyRule = [...rules, ...serverRules].map(({ id }) => ({ ...FINDING, rule: id }));
  for (const findings of [[], [FINDING, HOSTILE, NOWHERE], everyRule]) {
    const log = JSON.parse(format('sarif', reportOf(findings)));
    t.true(validate(log), JSON.stringify(validate.errors));
  }
  t.false(validate({ version: '2.1.0', runs: [{}] }), 'the schema takes everything');
});

test('sarif: what code scanning reads', (t) => {
  const log = JSON.parse(format('sarif', reportOf([FINDING, FINDING, HOSTILE, NOWHERE])));
  const [run] = log.runs;
  const [first, second, hostile, ...others] = run.results;
  t.deepEqual(others, []);
  t.is(run.tool.driver.rules[first.ruleIndex].id, FINDING.rule);
  t.is(first.level, 'error');
  t.is(hostile.level, 'warning');
  t.deepEqual(first.locations[0].physicalLocation, {
    artifactLocation: { uri: 'base/services/go-server/service.yaml', uriBaseId: '%SRCROOT%' },
    region: { startLine: 7, startColumn: 3 },
  });
  t.is(
    hostile.locations[0].physicalLocation.artifactLocation.uri,
    'a%3Ab/%C3%BC%20%25/c%2Cd%0A.yaml',
  );
  t.regex(first.message.text, /See \[the pods of the namespace have other labels\]\(1\)/);
  t.is(first.relatedLocations[0].id, 1);
  t.notRegex(hostile.message.text, /\]\(/);
  t.is(first.partialFingerprints['fingerpost/v1'], `${fingerprintOf(FINDING)}:1`);
  t.is(second.partialFingerprints['fingerpost/v1'], `${fingerprintOf(FINDING)}:2`);
  t.false(run.invocations[0].executionSuccessful);
  t.is(run.invocations[0].toolExecutionNotifications.length, 1);
});

test('fingerprints stay while lines, indexes and hashes of names move', (t) => {
  const same: Partial<Finding>[] = [
    { line: 90, column: 1 },
    { file: 'overlays/dev/go-server/patch.yaml' },
    { overlays: [] },
    { fix: '', related: [] },
    { severity: 'warning' },
  ];
  for (const change of same) t.is(fingerprintOf({ ...FINDING, ...change }), fingerprintOf(FINDING));
  const pairs: [Partial<Finding>, Partial<Finding>][] = [
    [{ field: 'spec.ports[0].name' }, { field: 'spec.ports[3].name' }],
    [{ resource: 'ConfigMap/a/b-2748f727mg' }, { resource: 'ConfigMap/a/b-g7bmmdcg5h' }],
    [{ message: 'see a.yaml:3:4 and b' }, { message: 'see a.yaml:13:4  and b' }],
  ];
  for (const [a, b] of pairs) {
    t.is(fingerprintOf({ ...FINDING, ...a }), fingerprintOf({ ...FINDING, ...b }));
  }
  const others: Partial<Finding>[] = [
    { rule: 'service/port-unnamed' },
    { resource: 'Service/backend/helper-server' },
    { field: 'spec.ports' },
    { message: 'go-server:9000' },
  ];
  const all = [{}, ...others].map((change) => fingerprintOf({ ...FINDING, ...change }));
  t.is(new Set(all).size, all.length);
});

/** A command as the runner of GitHub reads it (actions/runner, src/Runner.Common/ActionCommand.cs). */
function readCommand(line: string): {
  command: string;
  properties: Map<string, string>;
  data: string;
} {
  const end = line.indexOf('::', 2);
  const [command = '', ...rest] = line.slice(2, end).split(' ');
  const unescape = (text: string, pairs: readonly [string, string][]): string =>
    pairs.reduce((result, [from, to]) => result.replaceAll(from, to), text);
  const DATA: readonly [string, string][] = [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%25', '%'],
  ];
  const PROPERTY: readonly [string, string][] = [
    ['%3A', ':'],
    ['%2C', ','],
  ];
  const properties = rest
    .join(' ')
    .split(',')
    .map((pair): [string, string] => {
      const [name = '', ...value] = pair.split('=');
      return [name, unescape(value.join('='), [...PROPERTY, ...DATA])];
    });
  return { command, properties: new Map(properties), data: unescape(line.slice(end + 2), DATA) };
}

test('github: the runner reads back what was said', (t) => {
  const printed = format(
    'github',
    reportOf([FINDING, HOSTILE, { ...FINDING, severity: 'caution' }]),
  );
  const [first, hostile, caution, ...others] = printed.trimEnd().split('\n');
  t.is(others.length, 1);
  const read = readCommand(first ?? '');
  t.is(read.command, 'error');
  t.deepEqual(
    [...read.properties],
    [
      ['file', FINDING.file],
      ['line', '7'],
      ['col', '3'],
      ['title', FINDING.rule],
    ],
  );
  t.true(read.data.includes(FINDING.message));
  const odd = readCommand(hostile ?? '');
  t.is(odd.properties.get('title'), HOSTILE.rule);
  t.is(odd.properties.get('file'), 'a:b/ü %/c,d\\n.yaml');
  t.true(odd.data.includes('::error::]]> <script>&"\''));
  t.is(readCommand(caution ?? '').command, 'notice');
});

/** The names of elements and their texts; throws where it is not well-formed. */
function readXml(xml: string): { elements: Record<string, string>[]; texts: string[] } {
  const stack: string[] = [];
  const elements: Record<string, string>[] = [];
  const texts: string[] = [];
  const body = xml.replace(/^<\?xml [^>]*\?>\n/, '');
  for (const [token] of body.matchAll(/<[^<>]*>|[^<>]+|[<>]/g)) {
    const tag = /^<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>$/.exec(token);
    if (!tag) {
      if (/[<>]|&(?!(?:amp|lt|gt|quot);)/.test(token)) throw new Error(`not well-formed: ${token}`);
      texts.push(token);
      continue;
    }
    const [, close, name = '', attributes = '', empty] = tag;
    if (close) {
      if (stack.pop() !== name) throw new Error(`${name} was not open`);
      continue;
    }
    const values = [...attributes.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [
      key,
      value,
    ]);
    elements.push({ element: name, ...Object.fromEntries(values) });
    if (!empty) stack.push(name);
  }
  if (stack.length > 0) throw new Error(`${stack.join()} stays open`);
  return { elements, texts };
}

test('junit: a suite for each file, a case for each finding', (t) => {
  const printed = format('junit', reportOf([FINDING, HOSTILE, NOWHERE]));
  // oxlint-disable-next-line no-control-regex
  t.notRegex(printed, /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800]/);
  const { elements } = readXml(printed);
  const [suites, ...rest] = elements;
  t.like(suites, { element: 'testsuites', tests: '3', failures: '2' });
  t.is(rest.filter(({ element }) => element === 'testsuite').length, 3);
  t.is(rest.filter(({ element }) => element === 'testcase').length, 3);
  t.is(rest.filter(({ element }) => element === 'failure').length, 2);
  const empty = readXml(format('junit', reportOf([])));
  t.is(empty.elements.filter(({ element }) => element === 'testcase').length, 1);
});

test('whatever a manifest holds, every format holds it', (t) => {
  const text = fc.string({ unit: 'binary', minLength: 1 });
  const finding = fc.record({ rule: text, message: text, file: text, fix: text, field: text });
  fc.assert(
    fc.property(finding, fc.string({ unit: 'binary' }), (change, line) => {
      const report = reportOf([{ ...FINDING, ...change }], { readLine: () => line });
      readXml(format('junit', report));
      JSON.parse(format('sarif', report));
      const github = format('github', report).split('\n');
      t.is(github.length, 3, JSON.stringify(github));
      // oxlint-disable-next-line no-control-regex
      t.notRegex(format('text', report), /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
    }),
  );
});

test('findings of several overlays are told once, with what each adds', (t) => {
  const [related] = FINDING.related;
  if (!related) throw new Error('there is no related place');
  const dev: Finding = { ...FINDING, severity: 'warning', overlays: ['dev/go-server'] };
  const prod: Finding = {
    ...FINDING,
    overlays: ['prod/go-server'],
    related: [related, { ...related, file: 'overlays/prod/go-server/patch.yaml' }],
    fix: 'make them equal',
  };
  const merged = mergeFindings([prod, dev, { ...dev, line: 9 }, { ...dev, file: 'a.yaml' }]);
  t.deepEqual(
    merged.map(({ file, line }) => `${file}:${line}`),
    ['a.yaml:7', `${FINDING.file}:7`, `${FINDING.file}:9`],
  );
  t.deepEqual(merged[1], {
    ...prod,
    severity: 'error',
    fix: 'make them equal; or make them the same',
    overlays: ['dev/go-server', 'prod/go-server'],
  });
});
