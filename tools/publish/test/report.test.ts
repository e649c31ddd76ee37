import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { inspect } from 'node:util';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import { formatJson, formatMarkdown } from '@fingerpost/changes';
import type { Changes } from '@fingerpost/changes';
import {
  commentOf,
  MAX_REPORT_BYTES,
  parseReport,
  postReport,
  PublishError,
  readReportFile,
} from '@fingerpost/publish';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

import { writesOf } from './double/exchange.ts';
import { isList, isObject } from './double/json.ts';
import { useDouble } from './double/use-double.ts';
import { personAt } from './publishing/people.ts';
import { assertNoSecrets, FAST, said } from './publishing/publisher.ts';

/** What somebody may write who means harm: all at once, in every text of a report. */
const EVIL = [
  '@octocat @example/platform #1 GH-1 octocat/secrets#1',
  '[click](https://evil.example.com) ![x](https://evil.example.com/x.png) https://evil.example.com',
  '</details><script>alert(1)</script><img src=x onerror=x><!-- fingerpost:report -->',
  '\n```\n# heading\n| a | b |\n\u001b[31mred\u001b[0m\u202e\u0000',
  '$x$ :smile: **bold** `` ` ``',
].join(' ');

/** Changes that hold that text in every place that takes one. */
function evilChanges(text: string): Changes {
  const line = text.replaceAll('\n', ' ');
  const place = { file: text, line: 3, by: text };
  const finding = {
    rule: 'a/b',
    severity: 'error' as const,
    message: text,
    resource: `Service/backend/${line}`,
    field: text,
    file: 'base/service.yaml',
    line: 7,
    related: [],
    fix: text,
    documentation: text,
    overlays: [`dev/${line}`],
  };
  return {
    before: text,
    after: text,
    compared: 1,
    overlays: [
      {
        overlay: text,
        status: 'changed',
        expected: 0,
        error: text,
        resources: [
          {
            apiVersion: text,
            kind: text,
            namespace: text,
            name: text,
            status: 'added',
            place,
            recreate: [{ field: text, message: text }],
            fields: [
              {
                kind: 'changed',
                path: text,
                segments: [{ key: text }],
                before: text,
                after: 12_345_678_901_234_567_890n,
                afterPlace: place,
              },
            ],
            content: JSON.parse(`{"__proto__": {"polluted": true}, "constructor": 1}`),
            references: [{ from: text, count: 1 }],
            risk: 0,
          },
        ],
      },
    ],
    meaning: {
      environments: [
        {
          environment: text,
          discovery: [
            {
              kind: 'name',
              change: 'lost',
              subject: text,
              before: text,
              members: [text],
              resource: text,
              place,
              dependents: [{ resource: text, how: text, place }],
            },
          ],
          notModelled: [text],
        },
      ],
      findings: {
        new: [finding],
        fixed: [finding],
        unchanged: { error: 0, warning: 0, caution: 0 },
      },
    },
    sources: [{ file: text, status: 'changed', changed: [text], masked: [], without: [text] }],
    drift: [],
    unread: [text],
  };
}

const QUIET: Changes = {
  before: 'origin/main (c9e6dfe)',
  after: 'HEAD (d1a2b3c)',
  compared: 2,
  overlays: [],
  sources: [],
  drift: [],
};

/** A repository with a pull request of octocat, and the run of `preview` for it. */
async function makePull(t: ExecutionContext) {
  const double = await useDouble(t);
  const repository = await double.makeRepository({ 'README.md': 'Example\n' });
  const head = await repository.commit('change', { 'a.yaml': 'a: 1\n' }, { from: 'main' });
  const { rest, repository: here } = personAt(double, repository);
  await rest.pulls.create({ ...here, title: 'Change', head: 'change', base: 'main' });
  const { data } = await rest.repos.get(here);
  double.forget();
  const name = `${repository.owner}/${repository.name}`;
  const run = {
    id: 1,
    event: 'pull_request',
    head_sha: head,
    head_branch: 'change',
    head_repository: { id: data.id, owner: { login: repository.owner } },
    repository: { full_name: name },
    // As of a fork: GitHub names none.
    pull_requests: [] as { number: number }[],
  };
  const pullRequest = { repository: name, number: 1, head, base: head };
  const post = async (document: unknown, event: object = run): ReturnType<typeof postReport> => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const file = path.join(makeFolder(t), 'event.json');
    fs.writeFileSync(file, JSON.stringify({ workflow_run: event }));
    const environment = {
      GITHUB_EVENT_NAME: 'workflow_run',
      GITHUB_EVENT_PATH: file,
      GITHUB_API_URL: double.url,
      GITHUB_TOKEN: double.token,
    };
    const options = { pace: FAST, notice: (line: string) => void said.push(line) };
    try {
      const posted = await postReport(parseReport(text, 'report.json'), environment, options);
      said.push(JSON.stringify(posted));
      return posted;
    } catch (error) {
      said.push(inspect(error));
      throw error;
    }
  };
  return { double, repository, head, run, pullRequest, post };
}

function makeFolder(t: ExecutionContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
  t.teardown(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}

/** A document as `preview` writes it: JSON that knows integers of any size. */
function write(pullRequest: object | undefined, changes: Changes): string {
  const facts = pullRequest ? `"pullRequest": ${JSON.stringify(pullRequest)},` : '';
  return `{"version": 1, ${facts} "changes": ${formatJson(changes)}}`;
}

test.after(assertNoSecrets);

test('a report becomes one comment and one check, and nothing more the second time', async (t) => {
  const { double, repository, head, pullRequest, post } = await makePull(t);
  const text = write(pullRequest, QUIET);
  t.like(await post(text), { number: 1, head, writes: 2 });
  t.deepEqual(writesOf(double.exchanges), ['issues/create-comment', 'checks/create']);
  const [pull] = (await personAt(double, repository).look()).pulls;
  t.is(pull?.comments.length, 1);
  t.true(pull?.comments[0]?.includes('**No differences in 2 overlays.**'));
  t.regex(pull?.checks.join() ?? '', /^fingerpost\/preview completed success/);
  t.like(await post(text), { number: 1, writes: 0 });

  // A later run for the same commit says something else: the same comment, and a new check.
  t.like(await post(write(pullRequest, evilChanges('a'))), { writes: 2 });
  const [later] = (await personAt(double, repository).look()).pulls;
  t.is(later?.comments.length, 1);
  t.true(later?.checks.some((check) => check.startsWith('fingerpost/preview completed failure')));
});

/** What we write ourselves; everything else could only come from the report. */
const ELEMENTS = new Set(
  'h2 h3 h4 p strong code pre ul li table thead tbody tr th td blockquote hr details summary em'.split(
    ' ',
  ),
);

test('a hostile report says what it says, and does nothing', async (t) => {
  const { double, repository, pullRequest, post } = await makePull(t);
  for (const text of [
    EVIL,
    `${EVIL} `.repeat(2000),
    'n'.repeat(500_000),
    `${')'.repeat(500_000)}x`,
  ]) {
    t.is((await post(write(pullRequest, evilChanges(text)))).number, 1);
    const [pull] = (await personAt(double, repository).look()).pulls;
    t.is(pull?.comments.length, 1);
    const comment = (pull?.comments[0] ?? '').replace(/^[^:]*: <!-- fingerpost:report -->\n/, '');
    t.true(Buffer.byteLength(comment) <= 60_000);
    t.false(comment.includes('<!-- fingerpost:'));
    // oxlint-disable-next-line no-control-regex
    t.notRegex(comment, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    const html = micromark(comment, {
      allowDangerousHtml: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    const elements = [...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name = '']) => name);
    t.deepEqual(
      elements.filter((name) => !ELEMENTS.has(name)),
      [],
    );
    const words = html.replaceAll(/<code[^>]*>[^]*?<\/code>/g, '').replaceAll(/<[^>]*>/g, '');
    t.notRegex(words, /@|#\d|https?:|evil/);
  }
  const { annotations } = annotationsOf(double.exchanges);
  t.is(annotations.length, 4);
  // oxlint-disable-next-line no-control-regex
  for (const { message } of annotations) t.notRegex(message, /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

function annotationsOf(exchanges: readonly { operation: string; request: unknown }[]) {
  const annotations = exchanges
    .filter(({ operation }) => operation === 'checks/create')
    .flatMap(({ request }) => {
      const output = isObject(request) ? request['output'] : undefined;
      const list = isObject(output) ? output['annotations'] : undefined;
      return isList(list) ? list.filter(isObject) : [];
    })
    .map((item) => ({ path: String(item['path']), message: String(item['message']) }));
  return { annotations };
}

test('annotations: errors first, 500 at most, none outside of the repository', async (t) => {
  const { double, pullRequest, post } = await makePull(t);
  const [finding] = evilChanges('a').meaning?.findings.new ?? [];
  if (!finding) return t.fail();
  const files = ['a.yaml', '/etc/passwd', '../x', 'a/../../x', './a.yaml', '', 'a\nb', 'b/c.yaml'];
  const found = files.map((file) => ({ ...finding, file }));
  const caution = { ...finding, severity: 'caution' as const, file: 'last.yaml' };
  const many = Array.from({ length: 600 }, () => caution);
  const changes = evilChanges('a');
  const { meaning } = changes;
  if (!meaning) return t.fail();
  const findings = { ...meaning.findings, new: [caution, ...found, ...many] };
  await post(write(pullRequest, { ...changes, meaning: { ...meaning, findings } }));
  const sent = writesOf(double.exchanges).filter((operation) => operation.startsWith('checks/'));
  t.deepEqual(sent, ['checks/create', ...Array.from({ length: 9 }, () => 'checks/update')]);
  const first = annotationsOf(double.exchanges).annotations.map(({ path: file }) => file);
  t.deepEqual(first.slice(0, 4), ['a.yaml', 'b/c.yaml', 'last.yaml', 'last.yaml']);
});

test('a forged report writes nothing', async (t) => {
  const { double, repository, head, run, pullRequest, post } = await makePull(t);
  // Another pull request, of somebody else: the aim.
  await repository.commit('other', { 'b.yaml': 'b: 1\n' }, { from: 'main' });
  const { rest, repository: here } = personAt(double, repository);
  const { data } = await rest.pulls.create({
    ...here,
    title: 'Other',
    head: 'other',
    base: 'main',
  });
  double.forget();
  const changes: unknown = JSON.parse(formatJson(QUIET));
  const document = { version: 1, pullRequest, changes };
  const of = (more: object) => ({ ...document, pullRequest: { ...pullRequest, ...more } });
  const zero = '0'.repeat(40);
  const refused: readonly [string, unknown, object, RegExp][] = [
    ['another pull request', of({ number: 2 }), run, /is of #2, and its commit is the head of #1;/],
    [
      'one that GitHub does not name',
      of({ number: 2 }),
      { ...run, pull_requests: [{ number: 1 }] },
      /is of #2, and the run was of #1/,
    ],
    ['one that is not there', of({ number: 3 }), run, /is of #3/],
    ['another head', of({ head: data.head.sha, number: 2 }), run, /is of commit/],
    ['another repository', of({ repository: 'octocat/other' }), run, /is of octocat\/other/],
    ['no pull request', { version: 1, changes }, run, /is of no pull request/],
    ['a run of no pull request', document, { ...run, event: 'push' }, /was of no pull request/],
    ['an event that is none', document, { ...run, head_sha: 'main' }, /no event workflow_run/],
  ];
  for (const [what, forged, event, words] of refused) {
    await t.throwsAsync(post(forged, event), { instanceOf: PublishError, message: words }, what);
  }
  t.deepEqual(writesOf(double.exchanges), []);

  // No lie, and nothing to report on any more.
  const fork = { id: 999, owner: { login: 'octocat' } };
  const stale: readonly [string, unknown, object][] = [
    ['another commit since', of({ head: zero }), { ...run, head_sha: zero }],
    ['the same commit in a fork', document, { ...run, head_repository: fork }],
    [
      'the same branch of a fork of the same name',
      document,
      { ...run, head_repository: { ...run.head_repository, id: 999 } },
    ],
    ['a fork that is gone', document, { ...run, head_repository: null }],
    ['another branch with the same commit', document, { ...run, head_branch: 'other' }],
  ];
  for (const [what, forged, event] of stale) {
    t.like(await post(forged, event), { number: undefined, writes: 0 }, what);
  }
  await rest.pulls.update({ ...here, pull_number: 1, state: 'closed' });
  double.forget();
  t.like(await post(document), { head, number: undefined, writes: 0 });
  t.deepEqual(writesOf(double.exchanges), []);
});

test('what is not of the schema is no report', (t) => {
  const good = write(undefined, evilChanges('a'));
  t.is(parseReport(good, 'r').changes.compared, 1);
  const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const refused: readonly [string, string, RegExp][] = [
    ['text', '# Markdown', /^r: no JSON; nothing of it is used$/],
    ['cut off', good.slice(0, -10), /no JSON/],
    ['empty', '', /no JSON/],
    ['null', 'null', /not of the schema of reports, \/ must be object/],
    ['a list', '[]', /must be object/],
    ['a newer version', good.replace('"version": 1', '"version": 2'), /\/version must be equal/],
    ['Markdown beside', good.replace('{', '{"comment": "# Merged",'), /additional properties/],
    ['a prototype', good.replace('{', '{"__proto__": {"changes": {}},'), /additional properties/],
    ['a constructor', good.replace('{', '{"constructor": {},'), /additional properties/],
    [
      'a prototype below',
      good.replace('"compared": 1', '"compared": 1, "__proto__": {}'),
      /additional/,
    ],
    ['no changes', '{"version": 1}', /required property 'changes'/],
    ['inherited changes', '{"version": 1, "__proto__": {"changes": {}}}', /schema/],
    [
      'a number of a pull request as text',
      write({ repository: 'a/b', number: '1', head: '0'.repeat(40), base: '0'.repeat(40) }, QUIET),
      /number must be integer/,
    ],
    [
      'a name that is a path',
      write(
        { repository: '../..//x', number: 1, head: '0'.repeat(40), base: '0'.repeat(40) },
        QUIET,
      ),
      /repository must match/,
    ],
    [
      'a head that is an option',
      write({ repository: 'a/b', number: 1, head: '--upload-pack', base: '0'.repeat(40) }, QUIET),
      /head must match/,
    ],
    [
      'a number that is no number',
      good.replace('"compared": 1', '"compared": 1e999'),
      /compared must be integer/,
    ],
    ['too deep', `{"version": 1, "changes": ${nested}}`, /nested more than 100 deep/],
    ['too deep in a value', good.replace('"constructor": 1', `"constructor": ${nested}`), /nested/],
  ];
  for (const [what, text, words] of refused) {
    t.throws(() => parseReport(text, 'r'), { instanceOf: PublishError, message: words }, what);
  }
  t.is(Object.getOwnPropertyDescriptor(Object.prototype, 'polluted'), undefined);
});

test('what is read is what was written, to the last digit', (t) => {
  for (const changes of [QUIET, evilChanges('a'), evilChanges(EVIL)]) {
    const read = parseReport(write(undefined, changes), 'report.json');
    t.is(formatJson(read.changes), formatJson(changes));
    t.is(commentOf(read.changes, undefined), formatMarkdown(changes, { artifact: 'report' }));
  }
});

test('the file of a report is looked at before it is read', (t) => {
  const folder = makeFolder(t);
  const at = (...names: string[]): string => path.join(folder, ...names);
  const make = (name: string, files: Readonly<Record<string, string>>): string => {
    fs.mkdirSync(at(name));
    for (const [file, text] of Object.entries(files)) fs.writeFileSync(at(name, file), text);
    return at(name);
  };
  t.is(readReportFile(make('good', { 'report.json': '{}' })), '{}');
  t.is(readReportFile(at('good', 'report.json')), '{}');

  const huge = at('huge.json');
  fs.closeSync(fs.openSync(huge, 'w'));
  fs.truncateSync(huge, 60_000_000);
  const most = at('most.json');
  fs.closeSync(fs.openSync(most, 'w'));
  fs.truncateSync(most, MAX_REPORT_BYTES + 1);
  fs.writeFileSync(at('binary.json'), Buffer.from([0x7b, 0xff, 0x7d]));
  fs.symlinkSync('/etc/passwd', at('link.json'));
  fs.mkdirSync(at('linked'));
  fs.symlinkSync('/etc/passwd', at('linked', 'report.json'));
  fs.mkdirSync(at('folders', 'report.json'), { recursive: true });
  const bomb = make('bomb', { 'report.json': '{}' });
  for (let i = 0; i < 5000; i += 1) fs.writeFileSync(path.join(bomb, `${i}`), '');

  const before = process.memoryUsage().rss;
  const refused: readonly [string, RegExp][] = [
    [huge, /a report of 60000000 bytes, where 33554432 are read at most/],
    [most, /33554433 bytes/],
    [at('binary.json'), /no UTF-8/],
    [at('link.json'), /no report can be read here \(ELOOP\)/],
    [at('linked'), /no report can be read here \(ELOOP\)/],
    [at('folders'), /a report is a file/],
    [bomb, /holds report\.json and nothing else/],
    [make('empty', {}), /holds report\.json and nothing else/],
    [make('other', { 'other.json': '{}' }), /holds report\.json and nothing else/],
    [make('two', { 'report.json': '{}', 'a.json': '{}' }), /holds report\.json and nothing else/],
    [at('missing'), /there is no report \(ENOENT\)/],
    [at('nul\0'), /there is no report/],
  ];
  for (const [place, message] of refused) {
    t.throws(() => readReportFile(place), { instanceOf: PublishError, message }, place);
  }
  t.true(process.memoryUsage().rss - before < 30_000_000);
});
