import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import fc from 'fast-check';

import {
  compareFiles,
  compareMessage,
  decodeRootMetadata,
  findWritingCommit,
  isUpToDate,
  METADATA,
  planBranch,
  readBranchTree,
  readCommit,
  readTrailers,
  renderBranch,
} from '../src/index.ts';
import type { LocalCommit } from '../src/index.ts';

/** An empty repository; nothing of the machine's own configuration holds in it. */
function makeRepository(t: ExecutionContext, format: 'sha1' | 'sha256') {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-branch-')));
  t.teardown(() => fs.rmSync(root, { recursive: true }));
  const git = (
    args: readonly string[],
    input: string | Uint8Array = '',
    env: NodeJS.ProcessEnv = {},
  ): string =>
    execFileSync('git', args, {
      cwd: root,
      input,
      encoding: 'utf8',
      stdio: 'pipe',
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: os.devNull,
        GIT_CONFIG_NOSYSTEM: '1',
        ...PERSON,
        ...env,
      },
    });
  git(['init', '--quiet', `--object-format=${format}`]);
  return { root, git };
}

const PERSON = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};

/** Without NUL, which git keeps out of commits, and halves of characters, which no process can be given. */
const TEXT = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          ...[
            '\n',
            '\n\n',
            '\r\n',
            '\u2028',
            '\u202e',
            ' ',
            '\t',
            ':',
            '---',
            '\n---\n',
            '#',
            '"',
            '\\',
            '<',
            '>',
            '@',
            'ä',
            'x',
          ],
          ...[
            '\n\nDry-Sha: main\n',
            'Render-Digest: sha256:0',
            'Signed-off-by: a',
            '(cherry picked from commit a)',
          ],
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join('')),
    fc.constant('long '.repeat(2000)),
  )
  .map((text) => text.toWellFormed().replaceAll('\0', ''));

for (const format of ['sha1', 'sha256'] as const) {
  test(`what git gives of a hostile commit goes through git and comes back: ${format}`, (t) => {
    const { root, git } = makeRepository(t, format);
    const emptyTree = git(['mktree']).trim();
    fc.assert(
      fc.property(
        TEXT,
        TEXT,
        TEXT,
        fc.nat({ max: 4_000_000_000 }),
        (message, name, email, seconds) => {
          // Git takes no commit without a name.
          const author = {
            GIT_AUTHOR_NAME: `n${name}`,
            GIT_AUTHOR_EMAIL: `e${email}`,
            GIT_AUTHOR_DATE: `@${seconds} +0200`,
          };
          const dry = git(['commit-tree', emptyTree], message, author).trim();
          const read = readCommit(root, dry);
          t.is(read?.sha, dry);
          t.is(read?.seconds, seconds);
          if (!read) return;
          const branch = renderBranch({
            environment: 'dev',
            root: '',
            units: [{ name: 'web', yaml: 'a: ä\r\n', resources: [] }],
            dry: { ...read, repoURL: 'https://git.example.com/o/r' },
            tools: {},
          });

          // Git finds exactly the trailers that are meant.
          const parsed = git(['interpret-trailers', '--parse'], branch.message)
            .trimEnd()
            .split('\n');
          const meant = branch.message.trimEnd().split('\n\n').at(-1)?.split('\n');
          t.deepEqual(parsed, meant);

          const id = writeBranch(git, branch.files, branch.message);
          const tip = readCommit(root, id);
          t.is(tip?.message.trimEnd(), branch.message.trimEnd());
          t.deepEqual(compareMessage('x', tip?.message ?? '', branch.message), []);
          t.is(readTrailers(tip?.message ?? '')?.drySha, dry);
          const entries = readBranchTree(root, id);
          t.deepEqual(compareFiles(branch.files, entries, format), []);
          t.true(isUpToDate(planBranch(branch.files, entries, format)));
          const note = execFileSync('git', ['cat-file', 'blob', `${id}:${METADATA}`], {
            cwd: root,
          });
          t.deepEqual(decodeRootMetadata(note), branch.metadata);
        },
      ),
      { numRuns: format === 'sha1' ? 12 : 4 },
    );
    git(['fsck', '--strict', '--no-dangling']);
  });
}

test('the commit that wrote a branch is found behind merges, and behind nothing else', (t) => {
  const { root, git } = makeRepository(t, 'sha1');
  const [one, two] = ['1', '2'].map((content) => {
    const id = git(['hash-object', '-w', '--stdin'], content).trim();
    return git(['mktree'], `100644 blob ${id}\tfile\n`).trim();
  });
  const commit = (tree: string | undefined, message: string, ...parents: string[]): string =>
    git([
      'commit-tree',
      tree ?? '',
      ...parents.flatMap((parent) => ['-p', parent]),
      '-m',
      message,
    ]).trim();
  const base = commit(one, 'written');
  const proposal = commit(two, 'written', base);
  const merge = commit(two, 'Merge', base, proposal);
  const again = commit(two, 'Merge', merge, proposal);
  const evil = commit(one, 'Merge', proposal, commit(two, 'other'));
  const byHand = commit(one, 'by hand', proposal);
  const isWriting = ({ message }: LocalCommit): boolean => message.startsWith('written');
  const find = (id: string): string | undefined => {
    const tip = readCommit(root, id);
    return tip && findWritingCommit(root, tip, isWriting).sha;
  };
  t.is(find(proposal), proposal);
  t.is(find(merge), proposal);
  t.is(find(again), proposal);
  t.is(find(evil), evil);
  t.is(find(byHand), byHand);
  t.is(readCommit(root, 'f'.repeat(40)), undefined);
});

function writeBranch(
  git: (args: readonly string[], input?: string | Uint8Array, env?: NodeJS.ProcessEnv) => string,
  files: ReadonlyMap<string, Uint8Array>,
  message: string,
): string {
  git(['read-tree', '--empty']);
  for (const [name, bytes] of files) {
    const id = git(['hash-object', '-w', '--stdin'], bytes).trim();
    git(['update-index', '--add', '--cacheinfo', `100644,${id},${name}`]);
  }
  return git(['commit-tree', git(['write-tree']).trim(), '-F', '-'], message).trim();
}
