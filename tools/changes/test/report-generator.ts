import type { Finding } from '@fingerpost/policy';
import fc from 'fast-check';

import type {
  Changes,
  DiscoveryChange,
  Drift,
  FieldChange,
  OverlayChange,
  Place,
  ResourceChange,
  SourceChange,
  Value,
} from '../src/index.ts';

/** Texts that mean something to Markdown, to HTML, to GitHub or to a terminal. */
export const HOSTILE = [
  '@octocat and @org/team',
  '#123 GH-12 owner/repo#4 owner/repo@deadbeefcafe',
  'deadbeefcafe0123456789abcdef0123456789ab defaced',
  '[link](https://example.com) ![image](https://example.com/a.png) <https://example.com>',
  'https://example.com www.example.com mail@example.com',
  '</details></summary><script>alert(1)</script><details open><img src=x onerror=x>',
  '<!-- comment --> &lt;b&gt; &#64;octocat',
  '```\n# heading\n```',
  '~~~\n- [x] task',
  '`````````````````````````` `` ` `a`',
  '`'.repeat(70_000),
  'a | b || c \\| d \\',
  ':smile: :+1: $x$ $`x`$ **bold** _x_ ~~x~~ [^1]',
  '\n\n# heading\n\n---\n| a |\n|---|\n',
  '> [!NOTE]\n> x',
  '\u001b[31m\u0000\u0085\u202e\u2066\u200b\ud800 \u2028x',
  '',
  ' ',
  '  x  ',
  '    indented',
  '1. one',
  '- item',
  '\\',
  '"\'("',
  'ünï😀cödé '.repeat(40),
  'x'.repeat(90_000),
  `${')'.repeat(90_000)}x`,
] as const;

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom('`', '|', '<', '@', '#', '\n', ' ', 'a', '\\', '*'),
    maxLength: 20,
  }),
);

const place: fc.Arbitrary<Place> = fc.record(
  {
    file: text,
    line: fc.integer({ min: 1, max: 9999 }),
    by: fc.oneof(fc.constant('resources'), text),
  },
  { requiredKeys: ['file'] },
);

const value = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Value>(null, true, 1, -1.5, 12345678901234567890n, Number.NaN),
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constant('__proto__'), text), tie('value'), {
      maxKeys: 3,
      noNullPrototype: false,
    }),
  ),
})).value;

const field: fc.Arbitrary<FieldChange> = fc.record(
  {
    kind: fc.constantFrom('added', 'removed', 'changed', 'reordered'),
    segments: fc.constant([{ key: 'a' }, { item: 'b', before: 0, after: undefined }]),
    path: text,
    before: value,
    after: value,
    beforePlace: place,
    afterPlace: place,
    hunks: fc.array(
      fc.record({
        before: fc.nat(9),
        after: fc.nat(9),
        lines: fc.array(fc.record({ kind: fc.constantFrom('same', 'removed', 'added'), text })),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['kind', 'segments', 'path'] },
);

const resource: fc.Arbitrary<ResourceChange> = fc.record(
  {
    apiVersion: text,
    kind: fc.oneof(fc.constant('Service'), text),
    namespace: fc.option(text, { nil: undefined }),
    name: text,
    status: fc.constantFrom('added', 'removed', 'changed', 'moved'),
    place,
    renamed: fc.record({
      name: text,
      namespace: fc.option(text, { nil: undefined }),
      by: fc.constantFrom('hash', 'name'),
    }),
    movedFrom: text,
    recreate: fc.array(fc.record({ field: text, message: text }), { maxLength: 2 }),
    fields: fc.array(field, { maxLength: 3 }),
    content: value,
    references: fc.array(fc.record({ from: text, count: fc.nat(9) }), { maxLength: 2 }),
    risk: fc.nat(5),
  },
  {
    requiredKeys: [
      'apiVersion',
      'kind',
      'namespace',
      'name',
      'status',
      'recreate',
      'fields',
      'references',
      'risk',
    ],
  },
);

const overlay: fc.Arbitrary<OverlayChange> = fc.record(
  {
    overlay: text,
    status: fc.constantFrom(
      'changed',
      'expected',
      'reordered',
      'added',
      'removed',
      'failed',
      'repaired',
      'broken',
    ),
    resources: fc.array(resource, { maxLength: 3 }),
    movedAway: fc.array(fc.record({ resource: text, to: text }), { maxLength: 2 }),
    expected: fc.nat(3),
    error: text,
  },
  { requiredKeys: ['overlay', 'status', 'resources', 'expected'] },
);

const discovery: fc.Arbitrary<DiscoveryChange> = fc.record(
  {
    kind: fc.constantFrom('name', 'record', 'port', 'endpoints', 'route', 'scrape', 'connection'),
    change: fc.constantFrom('lost', 'changed', 'gained'),
    subject: text,
    before: text,
    after: text,
    members: fc.array(text, { maxLength: 3 }),
    resource: text,
    place,
    dependents: fc.array(
      fc.record({ resource: text, how: text, place }, { requiredKeys: ['resource', 'how'] }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ['kind', 'change', 'subject', 'members', 'resource', 'dependents'] },
);

const findingPlace = { resource: text, field: text, file: text };

const finding: fc.Arbitrary<Finding> = fc.record({
  rule: text,
  severity: fc.constantFrom('error', 'warning', 'caution'),
  message: text,
  ...findingPlace,
  related: fc.array(fc.record({ message: text, ...findingPlace }), { maxLength: 2 }),
  fix: text,
  documentation: text,
  overlays: fc.array(text, { maxLength: 3 }),
});

const source: fc.Arbitrary<SourceChange> = fc.record({
  file: text,
  status: fc.constantFrom('added', 'changed', 'removed'),
  changed: fc.array(text, { maxLength: 3 }),
  masked: fc.array(
    fc.record({
      overlay: text,
      fields: fc.array(fc.record({ resource: text, path: text, value: text, place }), {
        maxLength: 2,
      }),
    }),
    { maxLength: 2 },
  ),
  without: fc.array(text, { maxLength: 3 }),
});

const drift: fc.Arbitrary<Drift> = fc.record({
  unit: text,
  resource: text,
  path: text,
  values: fc.array(
    fc.record({ environment: text, value, place }, { requiredKeys: ['environment'] }),
    { maxLength: 3 },
  ),
});

/** Changes that no manifests could bring about, with hostile texts in every place that holds one. */
export const anyChanges: fc.Arbitrary<Changes> = fc.record(
  {
    before: text,
    after: text,
    compared: fc.integer({ min: 10, max: 100 }),
    overlays: fc.array(overlay, { maxLength: 4 }),
    meaning: fc.record({
      environments: fc.array(
        fc.record({
          environment: text,
          discovery: fc.array(discovery, { maxLength: 3 }),
          notModelled: fc.array(text, { maxLength: 2 }),
        }),
        { maxLength: 3 },
      ),
      findings: fc.record({
        new: fc.array(finding, { maxLength: 3 }),
        fixed: fc.array(finding, { maxLength: 2 }),
        unchanged: fc.record({ error: fc.nat(9), warning: fc.nat(9), caution: fc.nat(9) }),
      }),
    }),
    sources: fc.array(source, { maxLength: 3 }),
    drift: fc.array(drift, { maxLength: 3 }),
    unread: fc.array(text, { maxLength: 2 }),
  },
  { requiredKeys: ['before', 'after', 'compared', 'overlays', 'sources', 'drift'] },
);
