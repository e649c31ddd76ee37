/**
 * The same requests to the double and to emulate, which others wrote: where both answer alike, it is not only we who
 * understand GitHub so. Where they differ, it is written here.
 */
import test from 'ava';
import { startDouble } from './double/double.ts';
import { startEmulate } from './double/emulate.ts';
import { listAt, objectAt } from './double/json.ts';
import type { Json } from './double/json.ts';
import { send } from './double/send.ts';
import type { TestRepository, TestServer } from './double/test-server.ts';

const DEV = 'environment/dev';
const NEXT = 'environment/dev-next';

interface Run {
  readonly server: TestServer;
  readonly repository: TestRepository;
  readonly base: string;
  readonly head: string;
}

/** An environment branch, and a proposal for it made by the interface: tree, commit, ref, pull request. */
async function propose(server: TestServer): Promise<Run> {
  const repository = await server.makeRepository({ 'README.md': '# Fingerpost\n' });
  const base = await repository.commit(DEV, {
    'go-server/manifest.yaml': 'replicas: 1\n',
    old: '',
  });
  const ask = (method: string, rest: string, body?: Json): Promise<string> =>
    send(server, method, `/repos/${repository.owner}/${repository.name}${rest}`, body).then(
      ({ body: answer }) => String(objectAt({ answer: answer ?? null }, 'answer')['sha']),
    );
  const files = await repository.readBranch(DEV);
  const tree = await ask('POST', '/git/trees', {
    base_tree: files?.tree ?? '',
    tree: [
      { path: 'go-server/manifest.yaml', mode: '100644', type: 'blob', content: 'name: ü\n' },
      { path: 'helper-server/manifest.yaml', mode: '100644', type: 'blob', content: '' },
      { path: 'old', mode: '100644', type: 'blob', sha: null },
    ],
  });
  const head = await ask('POST', '/git/commits', { message: 'Render', tree, parents: [base] });
  await ask('POST', '/git/refs', { ref: `refs/heads/${NEXT}`, sha: head });
  await ask('POST', '/pulls', { base: DEV, head: NEXT, title: 'Render', body: 'One' });
  return { server, repository, base, head };
}

function at({ repository }: Run, rest: string): string {
  return `/repos/${repository.owner}/${repository.name}${rest}`;
}

async function statusOf(run: Run, method: string, rest: string, body?: Json): Promise<number> {
  return (await send(run.server, method, at(run, rest), body)).status;
}

async function fieldOf(run: Run, rest: string, key: string): Promise<Json | undefined> {
  const { body } = await send(run.server, 'GET', at(run, rest));
  return objectAt({ body: body ?? null }, 'body')[key];
}

async function authorsOf(run: Run): Promise<Json[]> {
  const { body } = await send(run.server, 'GET', at(run, '/issues/1/comments'));
  return listAt({ body: body ?? null }, 'body').map(
    (comment) => objectAt(comment, 'user')['login'] ?? null,
  );
}

const annotation = {
  path: 'a',
  start_line: 1,
  end_line: 1,
  annotation_level: 'notice',
  message: 'm',
};
const pull = { base: DEV, head: NEXT, title: 'Again' };

/** What both are asked, and what the double and emulate say; one value where they are alike. */
const ASKED: readonly (readonly [
  what: string,
  ask: (run: Run) => Promise<unknown>,
  double: unknown,
  emulate?: unknown,
])[] = [
  [
    'files of the proposal',
    async ({ repository }) =>
      [...((await repository.readBranch(NEXT))?.files.keys() ?? [])].toSorted(),
    ['go-server/manifest.yaml', 'helper-server/manifest.yaml'],
  ],
  [
    'its tree',
    async ({ repository }) => (await repository.readBranch(NEXT))?.tree,
    'a9fd38a4332d3cb1b455737df8e655bf08464157',
  ],
  [
    'its parent',
    async ({ base, repository }) => (await repository.readBranch(NEXT))?.parents[0] === base,
    true,
  ],
  ['a missing branch', ({ repository }) => repository.readBranch('none'), undefined],
  [
    'deletes what is not there',
    async (run) =>
      statusOf(run, 'POST', '/git/trees', {
        base_tree: (await run.repository.readBranch(DEV))?.tree ?? '',
        tree: [{ path: 'none', mode: '100644', type: 'blob', sha: null }],
      }),
    422,
  ],
  [
    'makes a ref twice',
    (run) => statusOf(run, 'POST', '/git/refs', { ref: `refs/heads/${NEXT}`, sha: run.head }),
    422,
  ],
  [
    'moves a ref backwards',
    (run) => statusOf(run, 'PATCH', `/git/refs/heads/${NEXT}`, { sha: run.base }),
    422,
  ],
  [
    'moves no ref',
    (run) => statusOf(run, 'PATCH', '/git/refs/heads/none', { sha: run.base }),
    422,
    404,
  ],
  [
    'author of the pull request',
    async (run) =>
      objectAt({ user: (await fieldOf(run, '/pulls/1', 'user')) ?? null }, 'user')['login'],
    'fingerpost[bot]',
  ],
  ['a pull request twice', (run) => statusOf(run, 'POST', '/pulls', pull), 422, 201],
  [
    'a pull request of nothing',
    (run) => statusOf(run, 'POST', '/pulls', { ...pull, head: DEV }),
    422,
  ],
  [
    'body of the pull request',
    async (run) => {
      await send(run.server, 'PATCH', at(run, '/pulls/1'), { body: 'Two' });
      return fieldOf(run, '/pulls/1', 'body');
    },
    'Two',
  ],
  [
    'labels',
    async (run) => {
      await send(run.server, 'POST', at(run, '/issues/1/labels'), { labels: ['rendered'] });
      const { body } = await send(run.server, 'GET', at(run, '/issues/1/labels'));
      return listAt({ body: body ?? null }, 'body').length;
    },
    1,
  ],
  [
    'comments by two',
    async (run) => {
      await send(run.server, 'POST', at(run, '/issues/1/comments'), { body: 'a' });
      await send(
        { ...run.server, token: run.server.personalToken },
        'POST',
        at(run, '/issues/1/comments'),
        { body: 'b' },
      );
      return authorsOf(run);
    },
    ['fingerpost[bot]', 'octocat'],
  ],
  [
    'a reviewer',
    (run) => statusOf(run, 'POST', '/pulls/1/requested_reviewers', { reviewers: ['octocat'] }),
    201,
    200,
  ],
  [
    '51 annotations',
    (run) =>
      statusOf(run, 'POST', '/check-runs', {
        name: 'v',
        head_sha: run.head,
        output: {
          title: 't',
          summary: 's',
          annotations: Array.from({ length: 51 }, () => annotation),
        },
      }),
    422,
    201,
  ],
  [
    'merge of another head',
    (run) => statusOf(run, 'PUT', '/pulls/1/merge', { sha: run.base }),
    409,
    422,
  ],
  [
    'GraphQL',
    async ({ server }) =>
      (await send(server, 'POST', '/graphql', { query: '{ viewer { login } }' })).status,
    200,
    404,
  ],
  ['rules of a branch', (run) => statusOf(run, 'GET', `/rules/branches/${DEV}`), 200, 404],
  [
    'signature of a commit',
    async (run) =>
      objectAt(
        { verification: (await fieldOf(run, `/git/commits/${run.head}`, 'verification')) ?? null },
        'verification',
      )['verified'],
    true,
    false,
  ],
  [
    'head put back to its base',
    async (run) => {
      await send(run.server, 'PATCH', at(run, `/git/refs/heads/${NEXT}`), {
        sha: run.base,
        force: true,
      });
      return fieldOf(run, '/pulls/1', 'state');
    },
    'closed',
    'open',
  ],
];

test('the double and emulate understand GitHub alike, but for this', async (t) => {
  const double = await startDouble();
  const emulate = await startEmulate();
  t.teardown(double.stop);
  t.teardown(emulate.stop);
  const ours = await propose(double);
  const theirs = await propose(emulate);
  for (const [what, ask, expected, other = expected] of ASKED) {
    t.deepEqual([await ask(ours), await ask(theirs)], [expected, other], what);
  }
  t.deepEqual([...emulate.deviations].toSorted(), [
    "checks/create response 201: /output must have required property 'annotations_url'",
    "pulls/create response 201: /head/repo/owner must have required property 'followers_url'",
    "pulls/get response 200: /head/repo/owner must have required property 'followers_url'",
    'pulls/request-reviewers response: status 200 is not documented',
    "pulls/update response 200: /head/repo/owner must have required property 'followers_url'",
  ]);
  const tooMany = [
    'checks/create request body: /output/annotations must NOT have more than 50 items',
  ];
  t.deepEqual([double.violations, emulate.violations], [tooMany, tooMany]);
});
