import { inspect } from 'node:util';
import type { ExecutionContext } from 'ava';
import { branchNames, openGitHub, publish, renderBranch } from '@fingerpost/publish';
import type {
  Authentication,
  GitHubOptions,
  GitHub,
  PublishInput,
  PublishResult,
} from '@fingerpost/publish';

import type { TestRepository, TestServer } from '../double/test-server.ts';

/** Nothing waits in tests. */
export const FAST = { write: 0, notification: 0, second: 0 } as const;

/** All that the publisher says, in every test of a file: no token may be in it. */
export const said: string[] = [];

export type Units = Readonly<Record<string, string>>;

/** Two units, one with text that is not ASCII. */
export const UNITS: Units = {
  'go-server': 'kind: Service\nmetadata:\n  name: go-server\n',
  'helper-server': 'kind: Service\nmetadata:\n  name: helper-server\n  note: größer\n',
};

/** What `units` of dev are published as. */
export function inputOf(
  units: Units,
  more: Partial<PublishInput> = {},
  commit = 'a',
): PublishInput {
  const { files, digest, message } = renderBranch({
    environment: 'dev',
    root: '',
    units: Object.entries(units).map(([name, yaml]) => ({ name, yaml, resources: [] })),
    dry: {
      sha: commit.repeat(40),
      repoURL: 'https://github.example.com/example/mono',
      author: { name: 'octocat', email: 'octocat@example.com' },
      seconds: 1_700_000_000,
      subject: 'Change a port',
    },
    tools: { 'kustomize-ts': '0.1.0', kustomize: '5.8.1' },
  });
  return {
    environment: 'dev',
    branches: branchNames('dev'),
    files,
    digest,
    message,
    pullRequest: {
      title: `Change ${Object.keys(units).length} units of dev`,
      body: `Renders to ${digest}.`,
      labels: ['environment/dev'],
      reviewers: ['octocat'],
    },
    report: `## dev\n\n${digest}`,
    check: {
      name: 'fingerpost/rendered',
      conclusion: 'success',
      title: 'Rendered',
      summary: `As ${digest}.`,
      annotations: [],
    },
    merge: 'by-hand',
    ...more,
  };
}

/** A client of a server; `more` replaces its token, its address or its way to fetch. */
export async function connect(
  server: Pick<TestServer, 'token' | 'url'>,
  { owner, name }: Pick<TestRepository, 'owner' | 'name'>,
  more: Partial<GitHubOptions> = {},
): Promise<GitHub> {
  const authentication: Authentication = {
    kind: 'token',
    token: server.token,
    login: 'fingerpost[bot]',
  };
  return openGitHub({
    authentication,
    repository: { owner, repo: name },
    apiUrl: server.url,
    pace: FAST,
    notice: (text) => said.push(text),
    ...more,
  });
}

/** One run of the publisher from start to end. */
export async function run(
  server: Pick<TestServer, 'token' | 'url'>,
  repository: Pick<TestRepository, 'name' | 'owner'>,
  input: PublishInput,
  more: Partial<GitHubOptions> = {},
): Promise<PublishResult> {
  const github = await connect(server, repository, more);
  try {
    const result = await publish(input, github);
    said.push(JSON.stringify(result));
    return result;
  } catch (error) {
    said.push(inspect(error));
    throw error;
  }
}

/** Holds after all tests of a file: no token, key or JSON Web Token in any result, notice or error. */
export function assertNoSecrets(t: ExecutionContext): void {
  t.true(said.length > 2);
  for (const text of said) t.notRegex(text, /gh[ps]_|PRIVATE KEY|eyJ/);
}
