import { generateKeyPairSync } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import { createEmulator } from 'emulate';

import type { TestBranch, TestRepository, TestServer } from '../double/test-server.ts';

/** An independent stand-in for GitHub: `emulate`, of Vercel Labs. It has no GraphQL, auto-merge or commit statuses. */
export interface Emulated extends TestServer {
  app(): { readonly appId: number; readonly privateKey: string; readonly installationId: number };
}

const OWNER = 'example';
const TOKEN = 'token-of-the-publisher';
const PERSONAL_TOKEN = 'token-of-octocat';
const OWNER_TOKEN = 'token-of-the-owner';

/** Starts emulate on a free port of the loopback address. */
export async function startEmulated(): Promise<Emulated> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: {
        [TOKEN]: { login: 'fingerpost', scopes: ['repo'] },
        [PERSONAL_TOKEN]: { login: 'octocat', scopes: ['repo'] },
        [OWNER_TOKEN]: { login: OWNER, scopes: ['repo'] },
      },
      github: {
        users: ['fingerpost', 'octocat', 'hubot', OWNER].map((login) => ({ login })),
        apps: [
          {
            app_id: 7,
            slug: 'fingerpost',
            name: 'fingerpost',
            private_key: privateKey,
            permissions: {
              contents: 'write',
              pull_requests: 'write',
              checks: 'write',
              issues: 'write',
            },
            installations: [{ installation_id: 8, account: OWNER, repository_selection: 'all' }],
          },
        ],
      },
    },
  });
  let count = 0;
  return {
    url: emulator.url,
    token: TOKEN,
    personalToken: PERSONAL_TOKEN,
    app: () => ({ appId: 7, privateKey, installationId: 8 }),
    stop: () => emulator.close(),
    makeRepository: async (files) => {
      count += 1;
      return makeRepository(emulator.url, `repository-${count}`, files);
    },
  };
}

async function makeRepository(
  baseUrl: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<TestRepository> {
  const { rest } = new Octokit({ baseUrl, auth: OWNER_TOKEN });
  await rest.repos.createForAuthenticatedUser({ name, auto_init: true });
  const repository = { owner: OWNER, repo: name };
  for (const username of ['fingerpost', 'octocat', 'hubot']) {
    await rest.repos.addCollaborator({ ...repository, username, permission: 'push' });
  }
  const { data: ref } = await rest.git.getRef({ ...repository, ref: 'heads/main' });
  const { data: tree } = await rest.git.createTree({
    ...repository,
    tree: Object.entries(files).map(([path, content]) => ({
      path,
      mode: '100644',
      type: 'blob',
      content,
    })),
  });
  const { data: commit } = await rest.git.createCommit({
    ...repository,
    message: 'Add files',
    tree: tree.sha,
    parents: [ref.object.sha],
  });
  await rest.git.updateRef({ ...repository, ref: 'heads/main', sha: commit.sha });
  return {
    owner: OWNER,
    name,
    readBranch: async (branch) => readBranch(rest, repository, branch),
  };
}

async function readBranch(
  { git }: Octokit['rest'],
  repository: { readonly owner: string; readonly repo: string },
  branch: string,
): Promise<TestBranch | undefined> {
  const refs = await git.listMatchingRefs({ ...repository, ref: `heads/${branch}` });
  const sha = refs.data.find(({ ref }) => ref === `refs/heads/${branch}`)?.object.sha;
  if (sha === undefined) return undefined;
  const { data: commit } = await git.getCommit({ ...repository, commit_sha: sha });
  const tree_sha = commit.tree.sha;
  const { data: tree } = await git.getTree({ ...repository, tree_sha, recursive: '1' });
  const files = new Map<string, Uint8Array>();
  for (const { path, type, sha: file_sha } of tree.tree) {
    if (type !== 'blob') continue;
    const { data: blob } = await git.getBlob({ ...repository, file_sha });
    files.set(path, Buffer.from(blob.content, blob.encoding === 'base64' ? 'base64' : 'utf8'));
  }
  const parents = commit.parents.map((parent) => parent.sha);
  return { commit: sha, tree: tree_sha, parents, message: commit.message, files };
}
