import { notFound, Refusal } from '../answer.ts';
import type { Call, Handler } from '../answer.ts';
import { readBlob, typeOf, writeBlob } from '../git/blobs.ts';
import { readCommit, writeCommit } from '../git/commits.ts';
import { listRefs, resolveName, ZERO } from '../git/refs.ts';
import { listFiles, readTree, writeTree } from '../git/trees.ts';
import type { TreeChange } from '../git/trees.ts';
import { isObject, listAt } from '../json.ts';
import type { Json } from '../json.ts';
import { address, gitCommitBody, refBody, treeEntryBody } from '../state/bodies.ts';
import { example } from '../state/example.ts';
import { committerOf, personOf } from '../state/merge.ts';
import { moveRefs } from '../state/move-refs.ts';
import type { Move } from '../state/move-refs.ts';

/** Blobs, trees, commits and refs. */
export const gitRoutes: Readonly<Record<string, Handler>> = {
  'git/create-blob': ({ body, hub, repository }) => {
    const encoding = body['encoding'] === 'base64' ? 'base64' : 'utf8';
    const sha = writeBlob(repository.git, Buffer.from(String(body['content']), encoding));
    return { status: 201, body: { sha, url: address(hub, repository, `/git/blobs/${sha}`) } };
  },

  'git/get-blob': ({ hub, parameters, repository }) => {
    const sha = parameters['file_sha'] ?? '';
    if (typeOf(repository.git, sha) !== 'blob') throw notFound();
    const bytes = readBlob(repository.git, sha);
    const body = {
      ...example('blob', hub, repository),
      content: bytes.toString('base64').replaceAll(/.{60}/g, '$&\n'),
      encoding: 'base64',
      sha,
      node_id: `B_${sha}`,
      size: bytes.length,
      url: address(hub, repository, `/git/blobs/${sha}`),
    };
    return { status: 200, body };
  },

  'git/create-tree': (call) => {
    const { hub, repository } = call;
    const changes = readChanges(call);
    let sha: string;
    try {
      sha = writeTree(repository.git, baseTree(call), changes);
    } catch (error) {
      throw new Refusal(422, `tree.path contains a malformed path component: ${String(error)}`);
    }
    const entries = readTree(repository.git, sha, false);
    const tree = entries.map((entry) => treeEntryBody(hub, repository, entry));
    const url = address(hub, repository, `/git/trees/${sha}`);
    return { status: 201, body: { sha, url, tree, truncated: false } };
  },

  'git/get-tree': ({ hub, parameters, query, repository }) => {
    const name = parameters['tree_sha'] ?? '';
    const sha = typeOf(repository.git, name) === 'tree' ? name : treeOf(repository.git, name);
    const isRecursive = query.has('recursive');
    const entries = readTree(repository.git, sha, isRecursive);
    const limit = isRecursive ? repository.settings.treeLimit : Infinity;
    const body = {
      sha,
      url: address(hub, repository, `/git/trees/${sha}`),
      tree: entries.slice(0, limit).map((entry) => treeEntryBody(hub, repository, entry)),
      truncated: entries.length > limit,
    };
    return { status: 200, body };
  },

  'git/create-commit': ({ actor, body, hub, repository }) => {
    const { git } = repository;
    const tree = String(body['tree']);
    const parents = listAt(body, 'parents').map(String);
    if (typeOf(git, tree) !== 'tree') throw new Refusal(422, 'Tree SHA does not exist');
    if (parents.some((parent) => typeOf(git, parent) !== 'commit')) {
      throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
    }
    const own = personOf(hub, actor.account);
    const isPlain = body['author'] === undefined && body['committer'] === undefined;
    const author = readPerson(body['author'], own);
    const committer = readPerson(body['committer'], isPlain ? committerOf(hub) : author);
    const message = String(body['message']);
    const sha = writeCommit(git, { tree, parents, author, committer, message });
    // GitHub signs what an App commits in its own name.
    if (isPlain && actor.kind === 'installation') repository.signed.add(sha);
    return { status: 201, body: gitCommitBody(hub, repository, sha) };
  },

  'git/get-commit': ({ hub, parameters, repository }) => {
    const sha = parameters['commit_sha'] ?? '';
    if (typeOf(repository.git, sha) !== 'commit') throw notFound();
    return { status: 200, body: gitCommitBody(hub, repository, sha) };
  },

  'git/get-ref': ({ hub, parameters, repository }) => {
    const name = `refs/${parameters['ref'] ?? ''}`;
    const sha = listRefs(repository.git).get(name);
    if (sha === undefined) throw notFound();
    return { status: 200, body: refBody(hub, repository, name, sha) };
  },

  'git/list-matching-refs': ({ hub, parameters, repository }) => {
    const refs = listRefs(repository.git, `refs/${parameters['ref'] ?? ''}`);
    return {
      status: 200,
      body: [...refs].map(([name, sha]) => refBody(hub, repository, name, sha)),
    };
  },

  'git/create-ref': (call) => {
    const { body, hub, repository } = call;
    const name = String(body['ref']);
    const after = String(body['sha']);
    if (listRefs(repository.git).has(name)) throw new Refusal(422, 'Reference already exists');
    move(call, { name, after, before: ZERO, force: false });
    return { status: 201, body: refBody(hub, repository, name, after) };
  },

  'git/update-ref': (call) => {
    const { body, hub, parameters, repository } = call;
    const name = `refs/${parameters['ref'] ?? ''}`;
    const after = String(body['sha']);
    if (!listRefs(repository.git).has(name)) throw new Refusal(422, 'Reference does not exist');
    move(call, { name, after, force: body['force'] === true });
    return { status: 200, body: refBody(hub, repository, name, after) };
  },

  'git/delete-ref': (call) => {
    move(call, { name: `refs/${call.parameters['ref'] ?? ''}`, after: ZERO, force: true });
    return { status: 204 };
  },
};

function move({ actor, hub, repository }: Call, to: Move): void {
  const refusal = moveRefs(hub, repository, actor, [to]);
  if (refusal !== undefined) throw new Refusal(422, refusal);
}

function treeOf(git: string, name: string): string {
  const commit = resolveName(git, name);
  if (commit === undefined) throw notFound();
  return readCommit(git, commit).tree;
}

function baseTree({ body, repository }: Call): string | undefined {
  const base = body['base_tree'];
  if (typeof base !== 'string') return undefined;
  if (typeOf(repository.git, base) !== 'tree') throw notFound();
  return base;
}

const TOO_LARGE =
  "Sorry, your request timed out. It's likely that your input was too large to process. Consider building the tree incrementally, or building the commits you need in a local clone of the repository and then pushing them to GitHub.";

function readChanges(call: Call): TreeChange[] {
  const { body, repository } = call;
  const { git, settings } = repository;
  const entries = listAt(body, 'tree').filter(isObject);
  if (entries.length === 0) throw new Refusal(422, 'Invalid tree info');
  const contents = entries.map(({ content }) => content).filter((item) => typeof item === 'string');
  const bytes = contents.reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  if (contents.length > settings.newTreeEntries || bytes > settings.newTreeBytes) {
    throw new Refusal(422, TOO_LARGE);
  }
  const written = contents.map((content) => writeBlob(git, Buffer.from(content)));
  const base = baseTree(call);
  const isDeleting = entries.some(({ sha }) => sha === null);
  const known = isDeleting && base !== undefined ? listFiles(git, base) : new Set();
  return entries.map((entry): TreeChange => {
    const { content, mode, path, sha } = entry;
    if (typeof path !== 'string' || typeof mode !== 'string') {
      throw new Refusal(422, 'Must supply a valid tree.mode and tree.path');
    }
    if ((content === undefined) === (sha === undefined)) {
      throw new Refusal(
        422,
        'Must supply either tree.sha or tree.content. Request will be rejected if both are present.',
      );
    }
    if (typeof content === 'string') return { path, mode, sha: written.shift() };
    if (sha === null) {
      if (!known.has(path)) throw new Refusal(422, 'GitRPC::BadObjectState');
      return { path, mode, sha: undefined };
    }
    checkObject(git, String(sha), mode);
    return { path, mode, sha: String(sha) };
  });
}

function checkObject(git: string, sha: string, mode: string): void {
  if (mode === '160000') return;
  const wanted = mode === '040000' ? 'tree' : 'blob';
  if (typeOf(git, sha) !== wanted)
    throw new Refusal(422, `tree.sha ${sha} is not a valid ${wanted}`);
}

function readPerson(
  value: Json | undefined,
  otherwise: { readonly name: string; readonly email: string; readonly date: string },
): { name: string; email: string; date: string } {
  if (!isObject(value)) return otherwise;
  const text = (key: string): string | undefined =>
    typeof value[key] === 'string' ? value[key] : undefined;
  return {
    name: text('name') ?? otherwise.name,
    email: text('email') ?? otherwise.email,
    date: text('date') ?? otherwise.date,
  };
}
