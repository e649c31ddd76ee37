import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readBlob, writeBlob } from './git/blobs.ts';
import { readCommit, writeCommit } from './git/commits.ts';
import { createRepository } from './git/create-repository.ts';
import { forgetObjects } from './git/objects.ts';
import { listRefs, updateRefs, ZERO } from './git/refs.ts';
import { readTree, writeTree } from './git/trees.ts';
import type { ArmedFault, Fault } from './faults.ts';
import type { Answer } from './answer.ts';
import { makeServer } from './server.ts';
import type { Wire } from './server.ts';
import { mergeQueued } from './state/auto-merge.ts';
import type { Access, Account } from './state/account.ts';
import { date, nextId } from './state/hub.ts';
import type { Hub } from './state/hub.ts';
import { fullName } from './state/repository.ts';
import type { Pull, Repository, Settings } from './state/repository.ts';
import type { CommitOptions, TestBranch, TestRepository, TestServer } from './test-server.ts';

export interface DoubleOptions {
  /** What the App may do. Default: what Fingerpost asks for. */
  readonly permissions?: Readonly<Record<string, Access>>;
}

export interface DoubleRepository extends TestRepository {
  /** The bare repository, to read and to push to with git itself. */
  readonly gitDirectory: string;
  /** May be changed at any time. */
  readonly settings: Settings;
  /** What the double keeps of its pull requests. */
  readonly pulls: readonly Readonly<Pull>[];
  /** Ruleset for branches: checks that have to pass, approvals, and whether only the App may push. */
  protect(branch: string, rules: Protection): void;
  /** Merges what stands in the merge queue, see `settings.mergeQueue`. */
  mergeQueued(): void;
}

export interface Protection {
  readonly checks?: readonly string[];
  readonly approvals?: number;
  readonly isStrict?: boolean;
  /** Nobody but the App pushes, creates or deletes. */
  readonly appOnly?: boolean;
}

export interface Double extends TestServer {
  makeRepository(files: Readonly<Record<string, string>>): Promise<DoubleRepository>;
  inject(...faults: readonly Fault[]): void;
  clearFaults(): void;
  /** Forgets the requests so far. */
  forget(): void;
  /** The App's own key, for @octokit/auth-app. */
  app(): { readonly appId: number; readonly privateKey: string; readonly installationId: number };
  /** Changes answers before they are checked. */
  mutate(change: (operation: string, answer: Answer) => Answer): void;
}

const PERMISSIONS: Readonly<Record<string, Access>> = {
  checks: 'write',
  contents: 'write',
  metadata: 'read',
  pull_requests: 'write',
};

const START = Date.UTC(2026, 0, 1);

/** Starts GitHub on a free port of the loopback address. It stops with the process, or by `stop`. */
export async function startDouble({
  permissions = PERMISSIONS,
}: DoubleOptions = {}): Promise<Double> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'github-'));
  const bot: Account = { id: 41, login: 'fingerpost[bot]', type: 'Bot' };
  const octocat: Account = { id: 42, login: 'octocat', type: 'User' };
  const hubot: Account = { id: 43, login: 'hubot', type: 'User' };
  const owner: Account = { id: 44, login: 'example', type: 'Organization' };
  const token = `ghs_${'double'.repeat(6)}`;
  const personalToken = `ghp_${'person'.repeat(6)}`;
  const hub: Hub = {
    url: '',
    folder,
    app: { id: 7, slug: 'fingerpost', installation: 8, permissions },
    accounts: new Map([bot, octocat, hubot, owner].map((account) => [account.login, account])),
    teams: new Set(['platform']),
    tokens: new Map([
      [token, { kind: 'installation', account: bot, permissions }],
      [personalToken, { kind: 'person', account: octocat }],
    ]),
    repositories: new Map(),
    lastId: 1000,
    now: START,
  };
  const faults: ArmedFault[] = [];
  const wire: Wire = { hub, faults, exchanges: [], violations: [], mutate: undefined };
  const server = makeServer(wire);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const listening = server.address();
  if (listening === null || typeof listening === 'string')
    throw new Error('the double has no port');
  hub.url = `http://127.0.0.1:${listening.port}`;
  let privateKey: string | undefined;
  return {
    url: hub.url,
    token,
    personalToken,
    violations: wire.violations,
    exchanges: wire.exchanges,
    makeRepository: async (files) => makeRepository(hub, owner, files),
    inject: (...added) => faults.push(...added.map((fault) => ({ ...fault, seen: 0 }))),
    clearFaults: () => faults.splice(0),
    forget: () => wire.exchanges.splice(0),
    app: () => {
      if (privateKey === undefined) {
        const pair = generateKeyPairSync('rsa', {
          modulusLength: 2048,
          publicKeyEncoding: { type: 'spki', format: 'pem' },
          privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
        });
        ({ privateKey } = pair);
        hub.app.publicKey = pair.publicKey;
      }
      return { appId: hub.app.id, privateKey, installationId: hub.app.installation };
    },
    mutate: (change) => {
      wire.mutate = change;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      forgetObjects(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeRepository(
  hub: Hub,
  owner: Account,
  files: Readonly<Record<string, string>>,
): DoubleRepository {
  const id = nextId(hub);
  const repository: Repository = {
    id,
    owner,
    name: `repository-${id}`,
    git: path.join(hub.folder, `${id}.git`),
    settings: {
      allowAutoMerge: true,
      deleteBranchOnMerge: false,
      treeLimit: 100_000,
      newTreeEntries: 250,
      newTreeBytes: 2_500_000,
      mergeQueue: false,
    },
    pulls: [],
    labels: new Map(),
    comments: new Map(),
    checkRuns: new Map(),
    statuses: [],
    rulesets: new Map(),
    signed: new Set(),
    lastNumber: 0,
  };
  createRepository(repository.git);
  hub.repositories.set(fullName(repository), repository);
  commitTo(hub, repository, 'main', files);
  return {
    owner: owner.login,
    name: repository.name,
    gitDirectory: repository.git,
    settings: repository.settings,
    pulls: repository.pulls,
    readBranch: async (branch) => readBranch(repository.git, branch),
    commit: async (branch, changes, options) => commitTo(hub, repository, branch, changes, options),
    protect: (branch, rules) => protect(hub, repository, branch, rules),
    mergeQueued: () => mergeQueued(hub, repository),
  };
}

/** As a push from elsewhere. */
function commitTo(
  hub: Hub,
  { git }: Repository,
  branch: string,
  changes: Readonly<Record<string, string | null>>,
  { author, from, message = 'Change files' }: CommitOptions = {},
): string {
  const refs = listRefs(git);
  const before = refs.get(`refs/heads/${branch}`);
  const parent = before ?? refs.get(`refs/heads/${from ?? ''}`);
  hub.now += 1000;
  const person = { name: 'octocat', email: 'octocat@example.com', ...author, date: date(hub) };
  const edits = Object.entries(changes).map(([file, content]) => ({
    path: file,
    mode: '100644',
    sha: content === null ? undefined : writeBlob(git, Buffer.from(content)),
  }));
  const base = parent === undefined ? undefined : readCommit(git, parent).tree;
  const sha = writeCommit(git, {
    tree: writeTree(git, base, edits),
    parents: parent === undefined ? [] : [parent],
    author: person,
    committer: person,
    message,
  });
  const name = `refs/heads/${branch}`;
  const refusal = updateRefs(git, [{ name, after: sha, before: before ?? ZERO }]);
  if (refusal !== undefined) throw new Error(refusal);
  return sha;
}

function readBranch(git: string, branch: string): TestBranch | undefined {
  const sha = listRefs(git).get(`refs/heads/${branch}`);
  if (sha === undefined) return undefined;
  const { message, parents, tree } = readCommit(git, sha);
  const blobs = readTree(git, tree, true).filter(({ type }) => type === 'blob');
  const files = new Map(blobs.map((entry) => [entry.path, readBlob(git, entry.sha)]));
  return { commit: sha, tree, parents, message, files };
}

function protect(
  hub: Hub,
  repository: Repository,
  branch: string,
  { appOnly = false, approvals, checks, isStrict = false }: Protection,
): void {
  const id = nextId(hub);
  const bypass = [{ actor_id: hub.app.id, actor_type: 'Integration', bypass_mode: 'always' }];
  const rules = [
    ...(appOnly ? ['creation', 'update', 'deletion'].map((type) => ({ type })) : []),
    ...(checks === undefined
      ? []
      : [
          {
            type: 'required_status_checks',
            parameters: {
              strict_required_status_checks_policy: isStrict,
              required_status_checks: checks.map((context) => ({ context })),
            },
          },
        ]),
    ...(approvals === undefined
      ? []
      : [{ type: 'pull_request', parameters: { required_approving_review_count: approvals } }]),
  ];
  repository.rulesets.set(id, {
    id,
    body: {
      id,
      name: `rules of ${branch}`,
      target: 'branch',
      enforcement: 'active',
      bypass_actors: appOnly ? bypass : [],
      conditions: { ref_name: { include: [`refs/heads/${branch}`], exclude: [] } },
      rules,
      source_type: 'Repository',
      source: fullName(repository),
    },
  });
}
