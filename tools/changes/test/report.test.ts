import fs from 'node:fs';
import path from 'node:path';

import { colourStyle, plainStyle, printable } from '@fingerpost/text';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

import { findOutcome, formatJson, formatMarkdown, formatSarif, formatText } from '../src/index.ts';
import type { Changes, DiscoveryChange } from '../src/index.ts';
import {
  BASE_EDIT,
  field,
  FINDING,
  NOTHING,
  OVERLAY_EDIT,
  overlay,
  resource,
} from './report-changes.ts';
import { anyChanges, HOSTILE } from './report-generator.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');

/** Colours begin with a control character. */
// oxlint-disable-next-line no-control-regex
const COLOUR = /\u001b\[\d+m/g;

test('text: the edit of one overlay, the first screen of it', (t) => {
  t.is(
    formatText(OVERLAY_EDIT, plainStyle).split('\n').slice(0, 24).join('\n'),
    `main (c9e6dfe) -> the working tree
No new errors. 1 of 27 overlays changes, nothing is lost.

What it means
  prod
    ~ endpoints backend/go-server  base/services/go-server/service.yaml:2
        3 of 3 endpoints ready -> 5 of 5 endpoints ready
        Deployment/backend/helper-server uses the name
          base/services/helper-server/workload.yaml:14

Manifests
prod/go-server
  ~ Deployment backend/go-server
      spec.replicas: 3 -> 5
        overlays/prod/go-server/kustomization.yaml:9 by replicas
        was base/patterns/cluster-ip/prod/deployment.yaml:7 by patches
      metadata.labels[app.kubernetes.io/version]: 1.4.2 -> 1.5.0
        overlays/prod/go-server/kustomization.yaml:15 by images, was line 12

Where it comes from
  overlays/prod/go-server/kustomization.yaml -> prod/go-server

27 overlays: 1 changed, 26 the same
1 resource: 1 changed (2 fields)`,
  );
});

test('text: the edit of one base, complete', (t) => {
  t.is(
    formatText(BASE_EDIT, plainStyle),
    fs.readFileSync(path.join(import.meta.dirname, 'report-base-edit.txt'), 'utf8').trimEnd(),
  );
});

const lost = (kind: DiscoveryChange['kind'], more: Partial<DiscoveryChange> = {}) => ({
  kind,
  change: 'lost' as const,
  subject: 'a',
  members: [],
  resource: 'Service/a/b',
  dependents: [],
  ...more,
});

function meaning(
  discovery: readonly DiscoveryChange[],
  findings: readonly (typeof FINDING)[] = [],
): Pick<Changes, 'meaning'> {
  return {
    meaning: {
      environments: [
        { environment: 'dev', discovery, notModelled: [] },
        { environment: 'prod', discovery, notModelled: [] },
      ],
      findings: { new: findings, fixed: [], unchanged: { error: 0, warning: 0, caution: 0 } },
    },
  };
}

const user = { resource: 'Deployment/a/b', how: 'uses the name' };
const two = [overlay('dev/a'), overlay('prod/a')];
const refused = resource('Service', 'a', { recreate: [{ field: 'spec', message: 'immutable' }] });

const OUTCOMES: readonly [verdict: string, text: string, changes: Partial<Changes>][] = [
  ['fine', 'No differences in 27 overlays.', {}],
  ['fine', 'No differences in 27 overlays.', meaning([])],
  [
    'look',
    'No new errors, but 1 route lost. The manifests of 27 overlays stay as they are.',
    meaning([lost('route')]),
  ],
  [
    'fine',
    'The edit has no effect on any of 27 overlays.',
    { sources: [{ file: 'a', status: 'changed', changed: [], masked: [], without: ['dev/a'] }] },
  ],
  ['fine', '2 of 27 overlays change.', { overlays: two }],
  [
    'fine',
    'No new errors. 2 of 27 overlays change, nothing is lost.',
    { overlays: two, ...meaning([]) },
  ],
  [
    'fine',
    'None of 27 overlays changes; 1 only as expected, 1 only in the order of resources.',
    {
      overlays: [
        overlay('dev/a', { status: 'expected', expected: 2 }),
        overlay('dev/b', { status: 'reordered' }),
      ],
    },
  ],
  [
    'fine',
    '1 of 27 units differs; 1 only as expected.',
    { overlays: [overlay('a', { status: 'expected', expected: 2 }), overlay('b')] },
  ],
  [
    'fine',
    'No new errors. 1 resource changes, nothing is lost.',
    {
      compared: 1,
      overlays: [overlay('new.yaml', { resources: [resource('Service', 'a')] })],
      ...meaning([]),
    },
  ],
  [
    'breaks',
    'Breaks discovery: 2 new errors, 1 name and 3 connections lost. 2 of 27 overlays change.',
    {
      overlays: two,
      ...meaning(
        [lost('connection', { members: ['a', 'b', 'c'] }), lost('name')],
        [FINDING, { ...FINDING, line: 3 }],
      ),
    },
  ],
  [
    'breaks',
    'Breaks discovery: 1 port lost. 2 of 27 overlays change.',
    { overlays: two, ...meaning([lost('port', { dependents: [user] })]) },
  ],
  [
    'look',
    'No new errors, but 1 route lost. 2 of 27 overlays change.',
    { overlays: two, ...meaning([lost('route')]) },
  ],
  ['breaks', '1 new error. 2 of 27 overlays change.', { overlays: two, ...meaning([], [FINDING]) }],
  [
    'look',
    'No new errors, 1 new warning. 2 of 27 overlays change, nothing is lost.',
    { overlays: two, ...meaning([], [{ ...FINDING, severity: 'warning' }]) },
  ],
  [
    'look',
    'No new errors, but 1 object to be recreated. 2 of 27 overlays change, nothing is lost.',
    {
      overlays: ['dev/a', 'prod/a'].map((name) => overlay(name, { resources: [refused] })),
      ...meaning([]),
    },
  ],
  [
    'unknown',
    'Cannot tell: 2 overlays do not render. Of the rest: 1 new error, 1 name lost. 1 of 27 overlays changes.',
    {
      overlays: [
        overlay('dev/a', { status: 'failed', error: 'x' }),
        overlay('dev/b', { status: 'broken', error: 'x' }),
        overlay('dev/c', { status: 'added' }),
      ],
      ...meaning([lost('name')], [FINDING]),
    },
  ],
  [
    'unknown',
    'Cannot tell: 1 overlay does not render. None of 27 overlays changes.',
    { overlays: [overlay('dev/a', { status: 'failed', error: 'x' })] },
  ],
  [
    'unknown',
    'Cannot tell: 2 overlays did not render before and 1 file cannot be read. 2 of 27 overlays change.',
    {
      overlays: [
        overlay('dev/a', { status: 'repaired', error: 'x' }),
        overlay('dev/b', { status: 'removed', error: 'x' }),
      ],
      unread: ['overlays/dev/environment.yaml:1:1: x'],
      ...meaning([]),
    },
  ],
];

for (const [i, [verdict, text, changes]] of OUTCOMES.entries()) {
  test(`outcome ${i + 1}: ${text}`, (t) => {
    const outcome = findOutcome({ ...NOTHING, ...changes });
    t.deepEqual([outcome.verdict, outcome.text], [verdict, text]);
  });
}

/** The lines of one section of the text. */
function sectionOf(changes: Changes, heading: string): string {
  const [, section = ''] = formatText(changes, plainStyle).split(`\n\n${heading}\n`);
  return section.split('\n\n')[0] ?? '';
}

const checks = { resource: 'ConfigMap/platform/checks-86tgtthhkg', how: 'uses the name go.a.svc' };
const monitor = { resource: 'ServiceMonitor/a/go', how: 'scrapes it', place: { file: 'm.yaml' } };

/** A Service that loses its endpoints, and what follows. */
function lostEndpoints(environment: string, count: number, line: number, hash: string) {
  const base = { members: [], dependents: [], resource: 'Service/a/go' };
  const dependents = [
    { ...checks, place: { file: 'k.yaml', line: 13 } },
    {
      ...checks,
      resource: checks.resource.replace('86tgtthhkg', hash),
      place: { file: `${environment}.yaml`, line },
    },
    monitor,
  ];
  const discovery: DiscoveryChange[] = [
    {
      ...base,
      kind: 'endpoints',
      change: 'lost',
      subject: 'a/go',
      before: `${count} of ${count} endpoints ready`,
      after: 'no endpoints: the selector matches no pod',
      members: ['http 80', 'metrics 90'],
      place: { file: 's.yaml', line: 3 },
      dependents,
    },
    {
      ...base,
      kind: 'scrape',
      change: 'lost',
      subject: 'ServiceMonitor/a/go',
      members: Array.from({ length: count }, (_, i) => `pod(a/Deployment/go[${i}]):90`),
      resource: 'ServiceMonitor/a/go',
    },
    { ...base, kind: 'endpoints', change: 'changed', subject: 'a/go distribution', dependents },
    {
      ...base,
      kind: 'route',
      change: 'changed',
      subject: `api.${environment}.example.com/`,
      resource: 'HTTPRoute/b/api',
      before: 'x',
      after: 'y',
    },
  ];
  return { environment, discovery, notModelled: [] };
}

test('a change is told once for all environments, and what follows from it with it', (t) => {
  const changes: Changes = {
    ...NOTHING,
    overlays: two,
    meaning: {
      environments: [
        lostEndpoints('dev', 2, 20, '86tgtthhkg'),
        lostEndpoints('prod', 3, 21, 'm5g4tkf4d8'),
      ],
      findings: { new: [], fixed: [], unchanged: { error: 0, warning: 0, caution: 0 } },
    },
  };
  t.is(
    sectionOf(changes, 'What it means'),
    `  dev, prod
    - endpoints a/go  s.yaml:3
        - dev 2 of 2, prod 3 of 3 endpoints ready
        + no endpoints: the selector matches no pod
        on http 80, metrics 90
        with it is lost: scrape target ServiceMonitor/a/go (3)
        with it changes: its distribution
        ConfigMap/platform/checks uses the name go.a.svc
          dev.yaml:20
          k.yaml:13
          prod.yaml:21
    ~ route api.dev.example.com/, api.prod.example.com/
        x -> y
        HTTPRoute/b/api`,
  );
  t.is(
    findOutcome(changes).text,
    'Breaks discovery: endpoints of 1 Service and 3 scrape targets lost. 2 of 27 overlays change. 1 route changes.',
  );
  const markdown = formatMarkdown(changes);
  t.true(markdown.includes('- endpoints a/go  # s.yaml:3\n-   dev 2 of 2, prod 3 of 3 endpoints'));
  t.true(markdown.includes('with it is lost: scrape target ServiceMonitor/a/go (3)'));
  t.false(`${markdown}${formatText(changes, plainStyle)}`.includes('86tgtthhkg'));
});

test('findings of one rule are told once, first those of what changed itself', (t) => {
  const blocked = {
    ...FINDING,
    rule: 'policy/dns-blocked',
    fix: 'allow it',
    documentation: 'docs/rules/policy/dns-blocked.md',
    related: [],
  };
  const news = ['edge/a', 'edge/b', 'data/c'].map((name, i) => ({
    ...blocked,
    message: `NetworkPolicy ${name.slice(5)} blocks every lookup${i === 2 ? ' twice' : ''}`,
    resource: `NetworkPolicy/${name}`,
    field: 'spec.egress',
    line: 19 - i,
    overlays: i === 1 ? ['prod/b'] : ['dev/x', 'prod/x'],
  }));
  const own = { ...FINDING, resource: 'Service/backend/a', line: 99 };
  const changes: Changes = {
    ...NOTHING,
    overlays: [overlay('dev/go-server', { resources: [resource('Service', 'a')] })],
    ...meaning([], [...news, own]),
  };
  const file = 'base/services/go-server/service.yaml';
  t.is(
    sectionOf(changes, 'New errors'),
    `  error service/target-port-missing  ${file}:99:19
      Service/backend/a spec.ports[0].targetPort
      in dev/go-server, prod/go-server
      Service go-server sends its port http (9000) to a port named http, and no
      container of Deployment go-server has one: it gets no connections
      see base/services/go-server/workload.yaml:13:15
      Deployment/backend/go-server: the ports are web and metrics
      fix: write targetPort: web
  error policy/dns-blocked  ${file}:17:19
      NetworkPolicy/data/c spec.egress  in dev/x, prod/x
      NetworkPolicy c blocks every lookup twice
      fix: allow it
      2 more:
        ${file}:19  edge/a (dev and prod)
        ${file}:18  edge/b (prod)
  explained in docs/rules/RULE.md`,
  );
});

test('text: what does not render stands first, what has to be recreated before what it means', (t) => {
  const text = formatText(
    {
      ...NOTHING,
      overlays: [
        overlay('dev/a', { status: 'failed', error: 'base/a.yaml:1:2: no' }),
        overlay('prod/a', { status: 'failed', error: 'base/a.yaml:1:2: no' }),
        overlay('dev/c', {
          movedAway: [{ resource: 'ConfigMap backend/d', to: 'dev/e' }],
          resources: [
            refused,
            resource('ConfigMap', 'b', { status: 'moved', movedFrom: 'dev/b' }),
            resource('ConfigMap', 'c', {
              renamed: { name: 'old', namespace: 'data', by: 'name' },
              references: [{ from: 'Deployment backend/a', count: 2 }],
            }),
          ],
        }),
      ],
      ...meaning([lost('name')]),
    },
    plainStyle,
  );
  t.is(
    text,
    `main (c9e6dfe) -> the working tree
Cannot tell: 2 overlays do not render. Of the rest: 1 name lost, 1 object to be
recreated. 1 of 27 overlays changes.

Does not render
  dev/a, prod/a  does not render any more
      base/a.yaml:1:2: no

To be recreated: the API server refuses the update
  Service backend/a  (dev/c)
      spec: immutable

What it means
  dev, prod
    - name a
        Service/a/b

Manifests
dev/c
  ~ Service backend/a
      has to be deleted and made anew, see above
  ~ ConfigMap backend/b  moved here from dev/b
  ~ ConfigMap backend/c  made anew, was data/old
      2 references in Deployment backend/a follow the hash
  ~ ConfigMap backend/d  moved to dev/e

27 overlays: 2 failed, 1 changed, 24 the same
3 resources: 2 changed (0 fields), 1 moved
discovery: 1 name lost
findings: none
2 references followed`,
  );
});

test('text: nothing that comes from manifests acts on the terminal, and colours only change how it looks', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const plain = formatText(changes, plainStyle);
        if (/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?!\n)\p{Cc}/u.test(plain)) return false;
        return formatText(changes, colourStyle).replaceAll(COLOUR, '') === plain;
      }),
      { numRuns: 150 },
    ),
  );
});

/** What we write ourselves; `a`, `img`, `input` and all else could only come from manifests. */
const ELEMENTS = new Set(
  'h2 h3 h4 p strong code pre ul li table thead tbody tr th td blockquote hr details summary'.split(
    ' ',
  ),
);

/** Reads Markdown as GitHub does and gives the elements, and the text outside of code. */
function readMarkdown(markdown: string): { elements: Set<string>; open: string[]; text: string } {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const elements = new Set<string>();
  const open: string[] = [];
  let text = '';
  for (const [, slash, name = '', words = ''] of html.matchAll(
    /<(\/?)([a-z0-9!-]+)[^>]*>|([^<]+)/gi,
  )) {
    if (words !== '') {
      if (!open.includes('code')) text += words;
      continue;
    }
    elements.add(name);
    if (name === 'hr') continue;
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else open.push(`/${name}`);
  }
  return { elements, open, text };
}

/** What GitHub makes links, notifications, pictures or formulas of, outside of code. */
const ACTIVE = /@|#\d|\bGH-|www\.|https?:|\b[0-9a-f]{7,40}\b|:[\w+-]+:|\$/i;

test('Markdown: no element, mention, link or reference comes from manifests, and the limit holds', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(
        anyChanges,
        fc.constantFrom(60_000, 60_000, 12_000, 3000, 500, 10),
        fc.option(fc.constantFrom(...HOSTILE), { nil: undefined }),
        (changes, limit, artifact) => {
          const markdown = formatMarkdown(changes, { limit, artifact });
          const size = Buffer.byteLength(markdown);
          if (size > limit) throw new Error(`${size} bytes are more than ${limit}`);
          const { elements, open, text } = readMarkdown(markdown);
          const foreign = [...elements].filter((name) => !ELEMENTS.has(name));
          const active = ACTIVE.exec(text)?.[0];
          if (foreign.length + open.length > 0 || active !== undefined) {
            throw new Error(`${foreign} ${open} ${active}\n${markdown.slice(0, 3000)}`);
          }
          return true;
        },
      ),
      { numRuns: 300 },
    ),
  );
});

test('Markdown: every hostile text comes out as it is, in inline code and in blocks', (t) => {
  for (const text of HOSTILE.filter((candidate) => candidate.length < 10_000)) {
    const markdown = formatMarkdown({
      ...NOTHING,
      overlays: [
        overlay('dev/a', {
          resources: [
            resource('Service', text, {
              fields: [field('data', { kind: 'changed', before: 'x', after: text })],
            }),
          ],
        }),
      ],
    });
    const html = micromark(markdown, {
      allowDangerousHtml: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    const codes = [...html.matchAll(/<code[^>]*>([^]*?)<\/code>/g)].map(([, inner = '']) =>
      inner
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&'),
    );
    const name = `Service backend/${printable(text)}`;
    const expected = name.replaceAll(/`{17,}/g, (run) => '\\u{60}'.repeat(run.length));
    t.true(codes.includes(expected), `${JSON.stringify(text)}: ${codes.join('\n')}`);
  }
});

test('Markdown: a fence is longer than any in its block', (t) => {
  const script = field('data.x', { kind: 'added', after: 'a\n```\n`````\n' });
  const markdown = formatMarkdown({
    ...NOTHING,
    overlays: [overlay('dev/a', { resources: [resource('ConfigMap', 'a', { fields: [script] })] })],
  });
  t.regex(markdown, /\n``````diff\n\+ data\.x:\n\+ {5}a\n\+ {5}```\n\+ {5}`````\n``````\n/);
});

/** 5,000 resources with two fields each, in 250 overlays. */
function manyChanges(): Changes {
  const overlays = Array.from({ length: 250 }, (_, i) =>
    overlay(`dev/unit-${i}`, {
      resources: Array.from({ length: 20 }, (_unused, j) =>
        resource('Deployment', `go-server-${i}-${j}`, {
          fields: [
            field('spec.replicas', { kind: 'changed', before: j, after: j + 1 }),
            field('spec.template.spec.containers[app].image', {
              kind: 'changed',
              before: 'registry.example.com/go-server:1.4.2',
              after: 'registry.example.com/go-server:1.5.0',
              afterPlace: {
                file: `overlays/dev/unit-${i}/kustomization.yaml`,
                line: 9,
                by: 'images',
              },
            }),
          ],
          risk: 4,
        }),
      ),
    }),
  );
  return { ...NOTHING, compared: 300, overlays, ...meaning([lost('name')], [FINDING]) };
}

test('5,000 changed resources: text is complete, Markdown keeps the order and counts what it leaves out', (t) => {
  const changes = manyChanges();
  const text = formatText(changes, plainStyle);
  t.is(text.match(/~ Deployment backend\/go-server-/g)?.length, 5000);
  t.regex(text, /^5000 resources: 5000 changed \(10000 fields\)$/m);

  const markdown = formatMarkdown(changes, { artifact: 'diff-report' });
  t.true(Buffer.byteLength(markdown) <= 60_000);
  t.true(Buffer.byteLength(markdown) > 40_000, 'the room is used');
  const names = [...markdown.matchAll(/`Deployment backend\/(go-server-\d+-\d+)`/g)].map(
    ([, name]) => name,
  );
  const all = changes.overlays.flatMap(({ resources }) => resources.map(({ name }) => name));
  t.deepEqual(names, all.slice(0, names.length));
  const left = 5000 - names.length;
  t.true(markdown.includes(`${left} of 5000 changes not shown here.`));
  t.true(
    markdown.includes(
      `Left out:** ${left} of 5000 changes. All of it is in the artifact \`diff-report\`.`,
    ),
  );
  t.is(markdown.match(/^<details>$/gm)?.length, markdown.match(/^<\/details>$/gm)?.length);
  t.is((markdown.match(/^```/gm)?.length ?? 1) % 2, 0);
  t.true(markdown.indexOf('### New errors') < markdown.indexOf('### Manifests'));
});

test('Markdown: open while it is short, folded when it is longer, and what is lost is never folded', (t) => {
  t.false(formatMarkdown(BASE_EDIT).includes('<details>'));
  const some = { ...manyChanges(), overlays: manyChanges().overlays.slice(0, 4) };
  const folded = formatMarkdown(some);
  t.is(folded.match(/<details>/g)?.length, 4);
  t.is(folded.match(/`Deployment backend\/go-server-\d+-\d+`/g)?.length, 80);
  t.regex(folded, /### What it means\n\n\*\*`dev`, `prod`\*\*\n\n```diff\n- name a\n/);
  t.false(folded.includes('Left out'));
});

const schemas = ['changes', 'findings'].map((name) => ({
  name,
  schema: JSON.parse(
    fs.readFileSync(path.join(root, 'docs/schema', `${name}.schema.json`), 'utf8'),
  ),
}));

function validator() {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  for (const { name, schema } of schemas) ajv.addSchema(schema, `${name}.schema.json`);
  const validate = ajv.getSchema('changes.schema.json');
  if (!validate) throw new Error('there is no schema of changes');
  return validate;
}

test('JSON: follows its schema, whatever the changes hold', (t) => {
  const validate = validator();
  t.notThrows(() =>
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const findings = { new: [FINDING], fixed: [FINDING] };
        const known: Changes = changes.meaning
          ? {
              ...changes,
              meaning: {
                // What a finding may hold is a matter of the rules.
                findings: { ...changes.meaning.findings, ...findings },
                environments: changes.meaning.environments.map((environment) => ({
                  ...environment,
                  discovery: environment.discovery,
                })),
              },
            }
          : changes;
        const valid = validate(JSON.parse(formatJson(withNamed(known))));
        if (!valid) throw new Error(JSON.stringify(validate.errors?.slice(0, 3)));
        return true;
      }),
      { numRuns: 100 },
    ),
  );
});

/** Overlays always have a name. */
function withNamed(changes: Changes): Changes {
  const named = (names: readonly string[]) => names.map((name) => `dev/${name}`);
  return {
    ...changes,
    sources: changes.sources.map((source) => ({
      ...source,
      changed: named(source.changed),
      without: named(source.without),
      masked: source.masked.map((masked) => ({ ...masked, overlay: `dev/${masked.overlay}` })),
    })),
  };
}

test('JSON: every digit and every character is kept, in ASCII control characters as escapes', (t) => {
  const changes: Changes = {
    ...NOTHING,
    overlays: [
      overlay('dev/a', {
        resources: [
          resource('ConfigMap', 'a\u202e\u009b\u2028', {
            fields: [
              field('a', { kind: 'changed', before: 9007199254740993n, after: Number.NaN }),
              field('b', {
                kind: 'added',
                after: JSON.parse('{"__proto__": {"b": 1}, "10": 1, "a": []}'),
              }),
            ],
          }),
        ],
      }),
    ],
  };
  const json = formatJson(changes);
  t.regex(json, /"before": 9007199254740993,\n\s*"after": "NaN"/);
  t.regex(json, /"name": "a\\u202e\\u009b\\u2028"/);
  t.true(Object.hasOwn(JSON.parse(json).overlays[0].resources[0].fields[1].after, '__proto__'));
  t.is(JSON.parse(json).overlays[0].resources[0].name, 'a\u202e\u009b\u2028');
});

test('JSON: the schema describes every property, and allows no other', (t) => {
  function visit(node: unknown, at: string): void {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
      t.true('additionalProperties' in node && node.additionalProperties === false, at);
      for (const [name, property] of Object.entries(node.properties)) {
        t.true(
          'description' in property || '$ref' in property || 'const' in property,
          `${at}.${name}`,
        );
      }
    }
    for (const [name, inner] of Object.entries(node)) visit(inner, `${at}/${name}`);
  }
  visit(schemas[0]?.schema, '');
});

test('SARIF: new findings as new ones, and what does not render as an error of the run', async (t) => {
  const log = JSON.parse(await formatSarif(BASE_EDIT));
  t.is(log.runs[0].automationDetails.id, 'fingerpost/diff/');
  t.deepEqual(
    log.runs[0].results.map((result: { ruleId: string; baselineState: string }) => [
      result.ruleId,
      result.baselineState,
    ]),
    [
      ['service/target-port-missing', 'new'],
      ['policy/port-name-missing', 'new'],
    ],
  );
  t.like(log.runs[0].invocations[0], { executionSuccessful: true });
  const failed = JSON.parse(
    await formatSarif({
      ...BASE_EDIT,
      overlays: [overlay('dev/a', { status: 'failed', error: 'base/a.yaml:1:2: no' })],
    }),
  );
  t.like(failed.runs[0].invocations[0], {
    executionSuccessful: false,
    toolExecutionNotifications: [
      { level: 'error', message: { text: 'dev/a does not render: base/a.yaml:1:2: no' } },
    ],
  });
});

test('the same changes give the same bytes', async (t) => {
  const again = structuredClone(BASE_EDIT);
  t.is(formatText(again, colourStyle), formatText(BASE_EDIT, colourStyle));
  t.is(formatMarkdown(again), formatMarkdown(BASE_EDIT));
  t.is(formatJson(again), formatJson(BASE_EDIT));
  t.is(await formatSarif(again), await formatSarif(BASE_EDIT));
});
