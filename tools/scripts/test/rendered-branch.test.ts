import { createHash } from 'node:crypto';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { publishLocally } from '../src/lab/publish-locally.ts';
import { runFingerpost } from '../src/main.ts';
import { commitEdits, publishBranch } from './publish-branch.ts';
import type { Edits } from './publish-branch.ts';
import { edit, makeFolder, makeRepository, WEB } from './repository.ts';
import type { Files, Repository } from './repository.ts';

const REF = 'origin/environment/dev';

/** The repository, without the values of a Secret, which nobody publishes. */
const FILES = {
  ...WEB,
  'base/web/kustomization.yaml': (WEB['base/web/kustomization.yaml'] ?? '').replace(
    /secretGenerator:[^]*/,
    '',
  ),
};

function tip({ git }: Repository): string {
  return git('rev-parse', REF).trim();
}

async function makeBranch(t: ExecutionContext): Promise<Repository> {
  const repository = makeRepository(t, FILES);
  await publishBranch(repository, 'dev');
  return repository;
}

function check(repository: Repository, ...args: string[]) {
  return repository.call(['render', '--check', '--against', REF, ...args]);
}

/** The same with all ids as they are. */
async function checkHere({ root }: Repository) {
  let [stdout, stderr] = ['', ''];
  const code = await runFingerpost(['render', '--check', '--against', REF], {
    directory: root,
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    colour: false,
  });
  return { code, stdout, stderr };
}

/** Ids and digests differ from run to run. */
function withoutIds(text: string): string {
  return text
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:<digest>')
    .replaceAll(/\b[0-9a-f]{40}\b/g, '<sha>')
    .replaceAll(/\b[0-9a-f]{7}\b/g, '<commit>');
}

test('a branch that was published holds what its dry commit renders to', async (t) => {
  const repository = await makeBranch(t);
  const { git, commit } = repository;
  const first = await repository.run(['render', '--check', '--against', REF]);
  t.is(first.code, 0, first.stdout);
  t.is(first.stderr, '');
  t.regex(
    first.stdout,
    /^checked origin\/environment\/dev \(<commit>\): holds what [0-9a-f]{7} renders to: 8 files, sha256:[0-9a-f]{64}\n$/,
  );

  // Git is the judge: of the trailers, the files and the digest.
  const trailers = git('log', '-1', '--format=%(trailers:only,unfold)', REF);
  const digest = /^Render-Digest: (.*)$/m.exec(trailers)?.[1];
  t.is(/^Dry-Sha: (.*)$/m.exec(trailers)?.[1], git('rev-parse', 'main').trim());
  t.is(trailers.trim().split('\n').length, 6, 'without a remote there is no repourl');
  const paths = git('ls-tree', '-r', '--name-only', REF).trim().split('\n');
  const lines = paths
    .filter((path) => !path.endsWith('hydrator.metadata'))
    .map((path) => {
      const content = git('cat-file', 'blob', `${REF}:${path}`);
      return `${path}\0${createHash('sha256').update(content).digest('hex')}\n`;
    });
  t.is(digest, `sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`);
  t.true(first.stdout.includes(digest ?? 'none'));
  git('fsck', '--strict');

  // One unit changes: the note of the other one stays, and is proven by the older commit that it names.
  const older = git('rev-parse', 'main').trim();
  commit(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  const { plan } = await publishBranch(repository, 'dev');
  t.deepEqual(plan.changed, ['hydrator.metadata', 'web/hydrator.metadata', 'web/manifest.yaml']);
  t.true(git('cat-file', 'blob', `${REF}:db/hydrator.metadata`).includes(older));
  t.is((await check(repository)).code, 0);

  // A commit that renders to the same writes nothing.
  commit({ 'README.md': 'words\n' });
  const before = tip(repository);
  await publishBranch(repository, 'dev');
  t.is(tip(repository), before);
  t.is((await check(repository)).code, 0);

  // Any name of the commit will do, where the environment is named.
  t.is((await repository.call(['render', '--check', '--against', before, '--env', 'dev'])).code, 0);
  // The merge of a proposal has a message of its own.
  const parents = ['-p', `${before}~1`, '-p', before];
  const merge = git(
    'commit-tree',
    `${before}^{tree}`,
    ...parents,
    '-m',
    'Merge pull request',
  ).trim();
  git('update-ref', `refs/remotes/${REF}`, merge);
  t.is((await check(repository)).code, 0);
});

test('a bare repository gets the trees and messages that a merged pull request leaves', async (t) => {
  const repository = makeRepository(t, FILES);
  const { git, commit, root } = repository;
  const { root: bare } = makeFolder(t, {});
  const target = `${bare}/environments.git`;
  const publish = () =>
    publishLocally(root, target, {}).map(({ branch, sha, files }) => {
      git('fetch', '--quiet', target, `${branch}:refs/local/${branch}`, '--force');
      t.is(git('rev-parse', `refs/local/${branch}`).trim(), sha);
      return `${branch} ${files}`;
    });
  const isSame = (environment: string): void => {
    const [here, there] = [
      `refs/local/environment/${environment}`,
      `origin/environment/${environment}`,
    ];
    for (const format of ['%T', '%B']) {
      const told = (ref: string): string => git('log', '-1', `--format=${format}`, ref);
      t.is(told(here), told(there), `${environment} ${format}`);
    }
  };
  const steps: readonly (readonly [Files, readonly string[]])[] = [
    [{}, ['environment/dev 7', 'environment/prod 4']],
    // The notes of what stays are those of older commits.
    [
      edit('base/web/service.yaml', 'port: 80', 'port: 81'),
      ['environment/dev 3', 'environment/prod 3'],
    ],
    [{ 'README.md': 'words\n' }, ['environment/dev 0', 'environment/prod 0']],
    [
      { 'overlays/dev/db/kustomization.yaml': null, 'overlays/dev/db/service.yaml': null },
      ['environment/dev 4', 'environment/prod 0'],
    ],
  ];
  for (const [files, told] of steps) {
    commit(files);
    t.deepEqual(publish(), told);
    for (const environment of ['dev', 'prod']) {
      await publishBranch(repository, environment);
      isSame(environment);
    }
  }
  const first = git('log', '--reverse', '--format=%B', 'refs/local/environment/dev');
  t.true(first.startsWith('Begin environment/dev\n\nWhat dev renders to comes by pull requests'));
  git('fsck', '--strict');
});

test('whatever is edited by hand is named', async (t) => {
  const repository = await makeBranch(t);
  const { git, root } = repository;
  const clean = tip(repository);
  const message = git('log', '-1', '--format=%B', clean);
  const read = (path: string): string => git('cat-file', 'blob', `${clean}:${path}`);
  const rootNote = read('hydrator.metadata');
  const unitNote = read('web/hydrator.metadata');
  const other = 'f'.repeat(40);
  const cases: readonly (readonly [string, Edits, readonly string[]])[] = [
    [
      'a byte',
      { 'web/manifest.yaml': `${read('web/manifest.yaml')}\n` },
      ['web/manifest.yaml: edited by hand'],
    ],
    ['a README', { 'db/README.md': 'mine\n' }, ['db/README.md: edited by hand']],
    ['attributes', { '.gitattributes': '' }, ['.gitattributes: edited by hand']],
    ['a file gone', { 'web/manifest.yaml': null }, ['web/manifest.yaml: removed by hand']],
    ['a note gone', { 'web/hydrator.metadata': null }, ['web/hydrator.metadata: removed by hand']],
    ['the root note gone', { 'hydrator.metadata': null }, ['hydrator.metadata: removed by hand']],
    [
      'a unit and a workflow more',
      { 'mine/manifest.yaml': 'a: b\n', '.github/workflows/x.yaml': 'on: push\n' },
      ['.github/workflows/x.yaml: added by hand', 'mine/manifest.yaml: added by hand'],
    ],
    [
      'an executable',
      { 'web/README.md': { mode: '100755', content: read('web/README.md') } },
      ['web/README.md: edited by hand, it is executable'],
    ],
    [
      'a link to the same',
      { 'web/manifest.yaml': { mode: '120000', content: '../db/manifest.yaml' } },
      ['web/manifest.yaml: edited by hand, it is a symbolic link'],
    ],
    [
      'a submodule',
      { sub: { mode: '160000', content: other } },
      ['sub: added by hand, it is a submodule'],
    ],
    ['a terminal', { '\u001b[2Jx': 'a' }, [String.raw`\u{1b}[2Jx: added by hand`]],
    [
      'the subject in the root note',
      { 'hydrator.metadata': rootNote.replace('"subject": "change"', '"subject": "other"') },
      ['hydrator.metadata: edited by hand, subject is "other" and not "change"'],
    ],
    [
      'the digest in the root note',
      { 'hydrator.metadata': rootNote.replace(/sha256:./, 'sha256:0') },
      ['hydrator.metadata: edited by hand, digest is "sha256:<digest>" and not "sha256:<digest>"'],
    ],
    [
      'a key in the root note',
      { 'hydrator.metadata': rootNote.replace('{', '{"a": 1,') },
      ['hydrator.metadata: edited by hand, it is not written as fingerpost writes it'],
    ],
    [
      'a repository in the root note',
      {
        'hydrator.metadata': rootNote.replace('{\n', '{\n  "repoURL": "https://example.com/x",\n'),
      },
      [
        'commit <commit>: made by hand, its trailer Argocd-reference-commit-repourl is "" and not "https://example.com/x"',
      ],
    ],
    [
      'the command of a unit',
      { 'web/hydrator.metadata': unitNote.replace('npx fingerpost', 'sh') },
      ['web/hydrator.metadata: edited by hand'],
    ],
    [
      'the commit of a unit',
      { 'web/hydrator.metadata': unitNote.replace(/[0-9a-f]{40}/, other) },
      ['web/hydrator.metadata: edited by hand, <commit> renders no such unit'],
    ],
    [
      'the commit of a unit, which is a rendered one',
      { 'web/hydrator.metadata': unitNote.replace(/[0-9a-f]{40}/, clean) },
      ['web/hydrator.metadata: edited by hand, <commit> renders no such unit'],
    ],
    [
      'nothing of a unit',
      { 'web/hydrator.metadata': '' },
      ['web/hydrator.metadata: edited by hand, it is no JSON'],
    ],
  ];
  for (const [name, edits, wanted] of cases) {
    // Somebody who takes the message over as well is found by the files alone.
    commitEdits(root, clean, 'environment/dev', edits, message);
    const { code, stdout, stderr } = await checkHere(repository);
    t.is(code, 1, `${name}: ${stdout}${stderr}`);
    const lines = stdout.trimEnd().split('\n');
    t.deepEqual(lines.slice(0, -1).map(withoutIds), wanted, name);
    t.regex(lines.at(-1) ?? '', /: \d+ differences? to what [0-9a-f]{7} renders to: 8 files/, name);
  }

  const messages: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'none',
      'fix it\n',
      ['commit <commit>: made by hand, it has no trailers Dry-Sha and Render-Digest'],
    ],
    [
      'twice',
      `${message.trimEnd()}\nDry-Sha: ${other}\n`,
      ['commit <commit>: made by hand, it has the trailer Dry-Sha twice'],
    ],
    [
      'another digest',
      message.replace(/Render-Digest: sha256:.{8}/, 'Render-Digest: sha256:00000000'),
      [
        'commit <commit>: made by hand, its trailer Render-Digest is "sha256:<digest>" and not "sha256:<digest>"',
      ],
    ],
    [
      'another author',
      message.replace('Test <', 'Other <'),
      [
        'commit <commit>: made by hand, its trailer Argocd-reference-commit-author is "Other <test@example.com>" and not "Test <test@example.com>"',
      ],
    ],
  ];
  // A commit that changes nothing is passed over, so each takes back an edit.
  const dirty = commitEdits(root, clean, 'environment/dev', { 'web/README.md': 'mine' }, 'mine');
  for (const [name, text, wanted] of messages) {
    commitEdits(root, dirty, 'environment/dev', { 'web/README.md': read('web/README.md') }, text);
    const { code, stdout } = await checkHere(repository);
    t.is(code, 1, name);
    t.deepEqual(stdout.trimEnd().split('\n').slice(0, -1).map(withoutIds), wanted, name);
  }

  // The next publication puts right what was edited.
  commitEdits(
    root,
    clean,
    'environment/dev',
    { 'web/README.md': 'mine', x: 'y', 'hydrator.metadata': '{}' },
    'mine',
  );
  await publishBranch(repository, 'dev');
  t.is((await checkHere(repository)).code, 0);
});

test('what cannot be checked says so', async (t) => {
  const repository = await makeBranch(t);
  const { git, root, call, commit } = repository;
  const clean = tip(repository);
  const message = git('log', '-1', '--format=%B', clean);
  const note = git('cat-file', 'blob', `${clean}:hydrator.metadata`);
  const fails = async (args: readonly string[], wanted: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await call(['render', ...args]);
    t.is(code, 2, args.join(' '));
    t.is(stdout, '', args.join(' '));
    t.regex(stderr, wanted);
    t.is(stderr.trimEnd().split('\n').length, 1, stderr);
  };
  await fails(['--against', REF], /^--against goes with --check/);
  await fails(['--check', '--against', REF, 'dev/web'], /^--against checks a branch as a whole/);
  await fails(['--check', '--against', REF, '--out', 'x'], /^--against reads a branch, so --out/);
  await fails(['--check', '--against', REF, '--stdout'], /^--against reads a branch, so --stdout/);
  await fails(['--check', '--against', REF, '--env', 'prod'], /is a branch of dev, not of prod/);
  await fails(
    ['--check', '--against', 'main'],
    /^main does not say of which environment it is; name it with --env/,
  );
  await fails(
    ['--check', '--against', 'main', '--env', 'dev'],
    /^commit [0-9a-f]{7} is no rendered branch: hydrator\.metadata is missing/,
  );
  await fails(
    ['--check', '--against', 'origin/environment/qa'],
    /^--against origin\/environment\/qa is no revision/,
  );
  await fails(['--check', '--against', '--upload-pack=x', '--env', 'dev'], /./);

  commitEdits(
    root,
    clean,
    'environment/dev',
    { 'hydrator.metadata': note.replace(/[0-9a-f]{40}/, 'f'.repeat(40)) },
    message,
  );
  await fails(
    ['--check', '--against', REF],
    /^the dry commit is f{40}, which is not in this clone; run git fetch origin f{40}/,
  );
  commitEdits(
    root,
    undefined,
    'environment/gone',
    { '.gitattributes': '', 'hydrator.metadata': note },
    message,
  );
  await fails(
    ['--check', '--against', 'origin/environment/gone'],
    /^commit [0-9a-f]{7} has no overlays\/gone/,
  );

  // A dry commit that nobody merged.
  git('checkout', '--quiet', '-b', 'side');
  commit(edit('base/web/service.yaml', 'port: 80', 'port: 666'));
  git('update-ref', `refs/remotes/${REF}`, clean);
  await publishBranch(repository, 'dev');
  const unmerged = await check(repository);
  t.is(unmerged.code, 1);
  t.regex(unmerged.stdout, /^dry commit [0-9a-f]{7}: not merged into main\nchecked /);
  git('checkout', '--quiet', '--detach');
  git('branch', '--quiet', '-D', 'main');
  const unknown = await check(repository);
  t.is(unknown.code, 0);
  t.regex(unknown.stderr, /^there is neither main nor origin\/main here/);
});

test('pull-request --dry-run shows what would be written', async (t) => {
  const repository = makeRepository(t, FILES);
  const { git, run, call, write, commit, root } = repository;
  const command = ['pull-request', '--env', 'dev', '--dry-run'];
  const dryRun = () => call(command);
  const refs = git('for-each-ref');
  const first = await run(command);
  t.is(first.code, 0, first.stderr);
  t.is(first.stderr, '');
  t.is(
    withoutIds(first.stdout.replaceAll(/\d{4}-\d\d-\d\dT[\d:]{8}Z/g, '<date>')),
    `environment/dev does not exist yet; the first proposal holds 8 files
  dev at HEAD (<commit>), sha256:<digest>

  .gitattributes     added    82 B
  hydrator.metadata  added    311 B
  db/
    README.md          added    283 B
    hydrator.metadata  added    211 B
    manifest.yaml      added    126 B
  web/
    README.md          added    377 B
    hydrator.metadata  added    212 B
    manifest.yaml      added    1,033 B

commit message

  <commit>: change

  What dev renders to. Edits by hand are refused.

  Dry-Sha: <sha>
  Render-Digest: sha256:<digest>
  Argocd-reference-commit-author: Test <test@example.com>
  Argocd-reference-commit-sha: <sha>
  Argocd-reference-commit-subject: change
  Argocd-reference-commit-date: <date>
`,
  );
  t.is(git('for-each-ref'), refs, 'nothing was written');

  await publishBranch(repository, 'dev');
  const same = await dryRun();
  t.is(same.code, 0);
  t.regex(
    same.stdout,
    /^origin\/environment\/dev \(<commit>\) holds what HEAD renders to; nothing would be written\n/,
  );

  write(edit('base/web/service.yaml', 'port: 80', 'port: 81'));
  const dirty = await dryRun();
  t.is(dirty.stderr, 'what is not committed is left out: HEAD is rendered, not the working tree\n');
  t.is(dirty.stdout, same.stdout);
  commit({ 'overlays/dev/db/kustomization.yaml': null });
  const before = tip(repository);
  const changed = await dryRun();
  t.is(tip(repository), before);
  const shown = withoutIds(changed.stdout);
  t.true(
    shown.startsWith(`environment/dev-next -> environment/dev: 0 files added, 3 changed, 3 removed, 2 left as they are
  dev at HEAD (<commit>), sha256:<digest>

  hydrator.metadata  changed  311 B -> 311 B
  db/
    README.md          removed
    hydrator.metadata  removed
    manifest.yaml      removed
  web/
    hydrator.metadata  changed  212 B -> 212 B
    manifest.yaml      changed  1,033 B -> 1,033 B
`),
    shown,
  );
  t.regex(shown, /\ndev at <commit> -> <commit>\n/);
  t.regex(shown, /80 -> 81/);

  // Another hand wrote the note: it is written anew, and nothing is claimed of what changes.
  commitEdits(root, before, 'environment/dev', { 'hydrator.metadata': '{"drySha": "x"}' }, 'mine');
  const foreign = await dryRun();
  t.is(foreign.code, 0);
  t.regex(
    foreign.stderr,
    /^hydrator\.metadata of origin\/environment\/dev has no drySha, .* so it is not known what it was rendered from/,
  );
});

test('pull-request refuses what it cannot publish', async (t) => {
  const { run, call, commit } = makeRepository(t, WEB);
  const fails = async (args: readonly string[], wanted: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await call(['pull-request', ...args]);
    t.is(code, 2);
    t.is(stdout, '');
    t.regex(stderr, wanted);
  };
  const dryRun = ['--env', 'dev', '--dry-run'];
  await fails(
    dryRun,
    /^edge\/login-[a-z0-9]+ of dev\/web: a Secret with values would be on the branch/,
  );
  t.notRegex((await run(['pull-request', ...dryRun])).stderr, /hunter2|aHVudGVyMg/);
  await fails(['--dry-run'], /name it with --env/);
  await fails([...dryRun, 'dev/web'], /of a whole environment/);
  await fails(['--env', 'dev'], /a Secret with values would be on the branch/);
  await fails([...dryRun, '--format', 'yaml'], /--format is text or json/);
  await fails(['--env', 'qa', '--dry-run'], /has no overlays\/qa/);
  await fails(['--env', '../x', '--dry-run'], /^the environment \.\.\/x cannot be published/);
  commit({ 'overlays/dev/Upper/kustomization.yaml': 'resources: [../db]\n', ...FILES });
  await fails(dryRun, /^the unit Upper cannot be published/);
  commit({
    'overlays/dev/Upper/kustomization.yaml': null,
    ...edit('base/web/service.yaml', 'port: 80', 'port: ['),
  });
  await fails(dryRun, /base\/web\/service\.yaml/);
});
