import { once } from 'node:events';
import { createServer } from 'node:http';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { createEmulator } from 'emulate';
import { checkRequest, checkResponse } from './contract/check.ts';
import { findOperation } from './contract/operation.ts';
import type { Exchange } from './exchange.ts';
import type { Json } from './json.ts';
import type { CommitOptions, TestBranch, TestRepository, TestServer } from './test-server.ts';

export interface Emulate extends TestServer {
  /** How its answers are unlike GitHub's description. They are its own and fail no test. */
  readonly deviations: ReadonlySet<string>;
}

const OWNER = 'example';
const PERMISSIONS = {
  checks: 'write',
  contents: 'write',
  // GitHub takes the permission for pull requests where the issue is one.
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
};

/** Starts emulate, a GitHub of other people, behind a proxy that checks the requests. */
export async function startEmulate(): Promise<Emulate> {
  const personalToken = `ghp_${'emulate'.repeat(5)}x`;
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [personalToken]: { login: 'octocat', scopes: ['repo'] } },
      github: {
        users: [{ login: 'octocat' }, { login: 'hubot' }],
        orgs: [{ login: OWNER, members: [{ login: 'octocat', role: 'admin' }] }],
        apps: [
          {
            app_id: 7,
            slug: 'fingerpost',
            name: 'fingerpost',
            permissions: PERMISSIONS,
            installations: [{ installation_id: 8, account: OWNER, repository_selection: 'all' }],
          },
        ],
      },
    },
  });
  const silent = (): void => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const person = new Octokit({ auth: personalToken, baseUrl: emulator.url, log });
  const app = new Octokit({
    authStrategy: createAppAuth,
    auth: { appId: 7, privateKey: emulator.generatedSecrets[0]?.value, installationId: 8 },
    baseUrl: emulator.url,
  });
  const exchanges: Exchange[] = [];
  const violations: string[] = [];
  const deviations = new Set<string>();
  const proxy = await startProxy(emulator.url, { exchanges, violations, deviations });
  const { token } = (await app.auth({ type: 'installation' })) as { readonly token: string };
  let count = 0;
  return {
    url: proxy.url,
    token,
    personalToken,
    exchanges,
    violations,
    deviations,
    makeRepository: async (files) => {
      count += 1;
      return makeRepository(person, `repository-${count}`, files);
    },
    stop: async () => {
      await proxy.stop();
      await emulator.close();
    },
  };
}

interface Log {
  readonly exchanges: Exchange[];
  readonly violations: string[];
  readonly deviations: Set<string>;
}

async function startProxy(
  target: string,
  log: Log,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const { method = 'GET', url = '/' } = request;
      const { authorization = '', accept = '' } = request.headers;
      const answer = await fetch(target + url, {
        method,
        headers: { authorization, accept, 'content-type': 'application/json' },
        ...(text !== '' && { body: text }),
      });
      const sent = await answer.text();
      record(log, method, new URL(url, target), text, answer.status, sent);
      const link = answer.headers.get('link');
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
        ...(link !== null && { link }),
      });
      response.end(sent);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const listening = server.address();
  if (listening === null || typeof listening === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${listening.port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function read(text: string): Json | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as Json);
  } catch {
    return text;
  }
}

function record(
  { deviations, exchanges, violations }: Log,
  method: string,
  { pathname, search, searchParams }: URL,
  requestText: string,
  status: number,
  responseText: string,
): void {
  const [request, response] = [read(requestText), read(responseText)];
  const found = findOperation(method, pathname);
  exchanges.push({
    method,
    path: pathname + search,
    operation: found?.operation.id ?? '',
    isWrite: method !== 'GET',
    request,
    status,
    response,
    isFaulted: false,
  });
  if (found === undefined) {
    if (!pathname.endsWith('/graphql')) violations.push(`${method} ${pathname}: no such operation`);
    return;
  }
  violations.push(...checkRequest(found, searchParams, request));
  for (const text of checkResponse(found.operation, status, response)) {
    deviations.add(text.replaceAll(/\/\d+/g, '/*'));
  }
}

async function makeRepository(
  person: Octokit,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<TestRepository> {
  await person.repos.createInOrg({ org: OWNER, name, auto_init: true });
  const commit: TestRepository['commit'] = (branch, changes, options) =>
    commitTo(person, name, branch, changes, options);
  // What the repository began with is dropped: its branch begins anew with another first commit.
  const first = await commit('first', files);
  const here = { owner: OWNER, repo: name };
  await person.git.updateRef({ ...here, ref: 'heads/main', sha: first, force: true });
  await person.git.deleteRef({ ...here, ref: 'heads/first' });
  return { owner: OWNER, name, commit, readBranch: (branch) => readBranch(person, name, branch) };
}

async function findRef(person: Octokit, repo: string, branch: string): Promise<string | undefined> {
  try {
    const { data } = await person.git.getRef({ owner: OWNER, repo, ref: `heads/${branch}` });
    return data.object.sha;
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
    throw error;
  }
}

async function findTree(person: Octokit, repo: string, commit: string): Promise<string> {
  const { data } = await person.git.getCommit({ owner: OWNER, repo, commit_sha: commit });
  return data.tree.sha;
}

async function commitTo(
  person: Octokit,
  repo: string,
  branch: string,
  changes: Readonly<Record<string, string | null>>,
  { author, from, message = 'Change files' }: CommitOptions = {},
): Promise<string> {
  const here = { owner: OWNER, repo };
  const current = await findRef(person, repo, branch);
  const parent = current ?? (from === undefined ? undefined : await findRef(person, repo, from));
  const { data: tree } = await person.git.createTree({
    ...here,
    ...(parent !== undefined && { base_tree: await findTree(person, repo, parent) }),
    tree: Object.entries(changes).map(([path, content]) => ({
      path,
      mode: '100644' as const,
      type: 'blob' as const,
      ...(content === null ? { sha: null } : { content }),
    })),
  });
  const { data: commit } = await person.git.createCommit({
    ...here,
    message,
    tree: tree.sha,
    parents: parent === undefined ? [] : [parent],
    ...(author && { author }),
  });
  const { sha } = commit;
  if (current === undefined)
    await person.git.createRef({ ...here, ref: `refs/heads/${branch}`, sha });
  else await person.git.updateRef({ ...here, ref: `heads/${branch}`, sha });
  return sha;
}

async function readBranch(
  person: Octokit,
  repo: string,
  branch: string,
): Promise<TestBranch | undefined> {
  const here = { owner: OWNER, repo };
  const commit = await findRef(person, repo, branch);
  if (commit === undefined) return undefined;
  const { data } = await person.git.getCommit({ ...here, commit_sha: commit });
  const { data: tree } = await person.git.getTree({
    ...here,
    tree_sha: data.tree.sha,
    recursive: '1',
  });
  const files = new Map<string, Uint8Array>();
  for (const { path, sha, type } of tree.tree) {
    if (type !== 'blob') continue;
    const { data: blob } = await person.git.getBlob({ ...here, file_sha: sha });
    files.set(path, Buffer.from(blob.content, 'base64'));
  }
  const parents = data.parents.map((parent) => parent.sha);
  return { commit, tree: data.tree.sha, parents, message: data.message, files };
}
