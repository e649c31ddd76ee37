import { notFound, page, Refusal } from '../answer.ts';
import type { Call, Handler } from '../answer.ts';
import { readBlob } from '../git/blobs.ts';
import { changedFiles } from '../git/changed-files.ts';
import { commitsBetween, mergeBase, readCommit } from '../git/commits.ts';
import { listRefs, resolveName } from '../git/refs.ts';
import { readTree } from '../git/trees.ts';

import type { Json, JsonObject } from '../json.ts';
import { address, commitBody, pullBody, repositoryBody } from '../state/bodies.ts';
import { example } from '../state/example.ts';
import { fileBody } from '../state/file-body.ts';
import { date, nextId } from '../state/hub.ts';
import { fullName } from '../state/repository.ts';
import type { Repository, Ruleset } from '../state/repository.ts';
import { listRules } from '../state/rules.ts';

/** The repository itself, its branches, commits, files and rules. */
export const repositoryRoutes: Readonly<Record<string, Handler>> = {
  'repos/get': ({ hub, repository }) => {
    const base = example('full-repository-default-response', hub, repository);
    const { parent: _, source: __, template_repository: ___, ...own } = base;
    const body = repositoryBody(hub, repository, { ...own, fork: false, language: null });
    return { status: 200, body };
  },

  'repos/get-branch': ({ hub, parameters, repository }) => {
    const name = parameters['branch'] ?? '';
    const sha = listRefs(repository.git).get(`refs/heads/${name}`);
    if (sha === undefined) throw new Refusal(404, 'Branch not found');
    const base = example('branch-get', hub, repository);
    const rules = listRules(repository, name);
    const self = address(hub, repository, `/branches/${encodeURIComponent(name)}`);
    const body = {
      ...base,
      name,
      commit: commitBody(hub, repository, sha),
      protected: rules.length > 0,
      protection_url: `${self}/protection`,
      _links: { self, html: `${hub.url}/${fullName(repository)}/tree/${name}` },
    };
    return { status: 200, body };
  },

  'repos/get-commit': (call) => {
    const { hub, parameters, repository } = call;
    const sha = findCommit(repository, parameters['ref'] ?? '');
    const { parents, tree } = readCommit(repository.git, sha);
    const files = changedFiles(repository.git, parents[0] ?? EMPTY_TREE, parents[0] ? sha : tree);
    const additions = files.reduce((sum, { added }) => sum + added, 0);
    const deletions = files.reduce((sum, { removed }) => sum + removed, 0);
    const body = {
      ...commitBody(hub, repository, sha),
      stats: { additions, deletions, total: additions + deletions },
      files: files.map((file) => fileBody(hub, repository, file, sha)),
    };
    return { status: 200, body };
  },

  'repos/list-commits': (call) => {
    const { hub, query, repository } = call;
    const sha = findCommit(repository, query.get('sha') ?? 'main');
    const commits = commitsBetween(repository.git, undefined, sha);
    return page(
      call,
      commits.map((item) => commitBody(hub, repository, item)),
    );
  },

  'repos/compare-commits-with-basehead': (call) => compare(call),

  'repos/list-pull-requests-associated-with-commit': (call) => {
    const { hub, parameters, repository } = call;
    const sha = findCommit(repository, parameters['commit_sha'] ?? '');
    const pulls = repository.pulls.filter(
      (pull) =>
        pull.mergeSha === sha ||
        commitsBetween(repository.git, pull.baseSha, pull.headSha).includes(sha),
    );
    return page(
      call,
      pulls.map((pull) => pullBody(hub, repository, pull, false)),
    );
  },

  'repos/get-content': ({ hub, parameters, query, repository }) => {
    const path = parameters['path'] ?? '';
    const ref = query.get('ref') ?? 'main';
    const commit = resolveName(repository.git, ref);
    if (commit === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`);
    const { tree } = readCommit(repository.git, commit);
    const entry = readTree(repository.git, tree, true).find((item) => item.path === path);
    if (entry === undefined || entry.type !== 'blob') throw notFound();
    const url = `${address(hub, repository, `/contents/${path}`)}?ref=${encodeURIComponent(ref)}`;
    const body = {
      ...example('content-file-response-if-content-is-a-file', hub, repository),
      name: path.slice(path.lastIndexOf('/') + 1),
      path,
      sha: entry.sha,
      size: entry.size ?? 0,
      content: readBlob(repository.git, entry.sha).toString('base64'),
      encoding: 'base64',
      url,
      git_url: address(hub, repository, `/git/blobs/${entry.sha}`),
    };
    return { status: 200, body };
  },

  'repos/get-branch-rules': (call) => {
    const { parameters, repository } = call;
    const rules = listRules(repository, parameters['branch'] ?? '').map(({ rule, ruleset }) => ({
      ...rule,
      ruleset_source_type: 'Repository',
      ruleset_source: fullName(repository),
      ruleset_id: ruleset.id,
    }));
    return page(call, rules);
  },

  'repos/get-repo-rulesets': (call) => {
    const rulesets = [...call.repository.rulesets.values()].map((ruleset) => {
      const { bypass_actors: _, conditions: __, rules: ___, ...rest } = ruleset.body;
      return rest;
    });
    return page(call, rulesets);
  },

  'repos/get-repo-ruleset': (call) => ({ status: 200, body: findRuleset(call).body }),

  'repos/create-repo-ruleset': (call) => {
    const { hub, repository } = call;
    const ruleset: Ruleset = { id: nextId(hub), body: {} };
    ruleset.body = rulesetBody(call, ruleset.id, date(hub));
    repository.rulesets.set(ruleset.id, ruleset);
    return { status: 201, body: ruleset.body };
  },

  'repos/update-repo-ruleset': (call) => {
    const ruleset = findRuleset(call);
    const created = String(ruleset.body['created_at']);
    ruleset.body = { ...ruleset.body, ...rulesetBody(call, ruleset.id, created) };
    return { status: 200, body: ruleset.body };
  },
};

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

function findCommit({ git }: Repository, name: string): string {
  const sha = resolveName(git, name.replace(/^heads\//, ''));
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${name}`);
  return sha;
}

function findRuleset({ parameters, repository }: Call): Ruleset {
  const ruleset = repository.rulesets.get(Number(parameters['ruleset_id']));
  if (ruleset === undefined) throw notFound();
  return ruleset;
}

function rulesetBody({ body, hub, repository }: Call, id: number, created: string): JsonObject {
  return {
    target: 'branch',
    bypass_actors: [],
    conditions: { ref_name: { include: [], exclude: [] } },
    rules: [],
    ...body,
    id,
    node_id: `RRS_${id}`,
    source_type: 'Repository',
    source: fullName(repository),
    _links: { self: { href: address(hub, repository, `/rulesets/${id}`) } },
    created_at: created,
    updated_at: date(hub),
  };
}

function compare(call: Call): { status: number; body: Json } {
  const { hub, parameters, repository } = call;
  const { git } = repository;
  const [base = '', head = ''] = (parameters['basehead'] ?? '').split('...');
  const from = resolveName(git, base.replace(/^[^/:]+:/, ''));
  const to = resolveName(git, head.replace(/^[^/:]+:/, ''));
  if (from === undefined || to === undefined) throw notFound();
  const fork = mergeBase(git, from, to);
  if (fork === undefined) throw new Refusal(404, `No common ancestor between ${base} and ${head}.`);
  const ahead = commitsBetween(git, from, to).toReversed();
  const behind = commitsBetween(git, to, from);
  const [isAhead, isBehind] = [ahead.length > 0, behind.length > 0];
  const status = isAhead ? (isBehind ? 'diverged' : 'ahead') : isBehind ? 'behind' : 'identical';
  const comparison = example('commit-comparison', hub, repository);
  const body = {
    ...comparison,
    url: address(hub, repository, `/compare/${base}...${head}`),
    base_commit: commitBody(hub, repository, from),
    merge_base_commit: commitBody(hub, repository, fork),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.map((sha) => commitBody(hub, repository, sha)),
    files: changedFiles(git, fork, to)
      .slice(0, 300)
      .map((file) => fileBody(hub, repository, file, to)),
  };
  return { status: 200, body };
}
