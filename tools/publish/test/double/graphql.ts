import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, execute, GraphQLError, Kind, parse, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { typeOf } from './git/blobs.ts';
import { readCommit } from './git/commits.ts';
import { listRefs, resolveName } from './git/refs.ts';
import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { Account, Actor } from './state/account.ts';
import { date } from './state/hub.ts';
import type { Hub } from './state/hub.ts';
import { mergeState } from './state/mergeability.ts';
import { moveRefs } from './state/move-refs.ts';
import { fullName } from './state/repository.ts';
import type { Pull, Repository } from './state/repository.ts';
import { listRules } from './state/rules.ts';

let schema: GraphQLSchema | undefined;

/** GitHub's public schema, as far as it is in use. */
export function readSchema(): GraphQLSchema {
  const file = path.join(import.meta.dirname, 'schema-slice.graphql');
  schema ??= buildSchema(readFileSync(file, 'utf8'));
  return schema;
}

export interface GraphqlRequest {
  readonly document: DocumentNode;
  readonly variables: JsonObject;
  readonly operationName: string | undefined;
  readonly isWrite: boolean;
  /** `updateRefs`, `repository`: the fields of the root. */
  readonly fields: readonly string[];
}

/** Reads a request; what the schema does not know is a violation. */
export function readGraphql(
  body: Json | undefined,
): GraphqlRequest | { readonly violations: string[] } {
  const { operationName, query, variables, ...unknown } = isObject(body) ? body : {};
  if (typeof query !== 'string' || Object.keys(unknown).length > 0) {
    return { violations: ['graphql request: is not {query, variables, operationName}'] };
  }
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { violations: [`graphql request: ${String(error)}`] };
  }
  const errors = validate(readSchema(), document);
  if (errors.length > 0)
    return { violations: errors.map(({ message }) => `graphql request: ${message}`) };
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const selections =
    operation && 'selectionSet' in operation ? operation.selectionSet?.selections : [];
  return {
    document,
    variables: isObject(variables) ? variables : {},
    operationName: typeof operationName === 'string' ? operationName : undefined,
    isWrite:
      operation !== undefined && 'operation' in operation && operation.operation === 'mutation',
    fields: (selections ?? []).flatMap((item) =>
      item.kind === Kind.FIELD ? [item.name.value] : [],
    ),
  };
}

/** Runs a request. An error of GitHub's has a type beside its message; one of the variables has no data beside it. */
export function runGraphql(
  hub: Hub,
  actor: Actor,
  { document, operationName, variables }: GraphqlRequest,
): JsonObject {
  const result = execute({
    schema: readSchema(),
    document,
    rootValue: makeRoot(hub, actor),
    variableValues: variables,
    ...(operationName !== undefined && { operationName }),
  });
  if (result instanceof Promise) throw new Error('no resolver waits for anything');
  const { data, errors } = JSON.parse(JSON.stringify(result)) as {
    data?: Json;
    errors?: JsonObject[];
  };
  const typed = errors?.map(({ extensions, ...error }) => ({
    ...error,
    ...(isObject(extensions) ? extensions : {}),
  }));
  return { ...(data !== undefined && { data }), ...(typed !== undefined && { errors: typed }) };
}

function fail(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

interface Input {
  readonly input: JsonObject;
}

type Resolved = Readonly<Record<string, unknown>>;

function makeRoot(hub: Hub, actor: Actor): Resolved {
  const need = (permission: string): void => {
    if (actor.kind !== 'installation' || actor.permissions[permission] === 'write') return;
    throw fail('FORBIDDEN', 'Resource not accessible by integration');
  };
  const payload = ({ input }: Input, rest: Resolved = {}): Resolved => ({
    clientMutationId: input['clientMutationId'] ?? null,
    ...rest,
  });
  return {
    viewer: () => accountNode(hub, actor.account, 'User'),
    rateLimit: { cost: 1, limit: 5000, remaining: 4999, used: 1, resetAt: date(hub) },
    repository: ({ owner, name }: { owner: string; name: string }): Resolved => {
      const repository = hub.repositories.get(`${owner}/${name}`);
      if (repository !== undefined) return repositoryNode(hub, repository);
      const message = `Could not resolve to a Repository with the name '${owner}/${name}'.`;
      throw fail('NOT_FOUND', message);
    },
    node: ({ id }: { id: string }): Resolved => {
      const repository = findRepository(hub, id);
      if (repository !== undefined) return repositoryNode(hub, repository);
      const { pull, repository: owner } = findPull(hub, id);
      return pullNode(hub, owner, pull);
    },
    updateRefs: ({ input }: Input): Resolved => {
      need('contents');
      const repository = findRepository(hub, String(input['repositoryId']));
      if (repository === undefined) throw unresolved(String(input['repositoryId']));
      const updates = input['refUpdates'] as readonly JsonObject[];
      const refusal = moveRefs(
        hub,
        repository,
        actor,
        updates.map(({ afterOid, beforeOid, force, name }) => ({
          name: String(name),
          after: String(afterOid),
          before: typeof beforeOid === 'string' ? beforeOid : undefined,
          force: force === true,
        })),
      );
      if (refusal !== undefined) throw fail('UNPROCESSABLE', refusal);
      return payload({ input });
    },
    enablePullRequestAutoMerge: ({ input }: Input): Resolved => {
      need('pull_requests');
      const { pull, repository } = findPull(hub, String(input['pullRequestId']));
      const refusal = refuseAutoMerge(repository, pull, input['expectedHeadOid']);
      if (refusal !== undefined) throw fail('UNPROCESSABLE', refusal);
      const method = String(input['mergeMethod'] ?? 'MERGE').toLowerCase();
      pull.autoMerge = {
        account: actor.account,
        method: method === 'squash' || method === 'rebase' ? method : 'merge',
        title: String(input['commitHeadline'] ?? `${pull.title} (#${pull.number})`),
        message: String(input['commitBody'] ?? ''),
        enabledAt: date(hub),
      };
      return payload({ input }, { pullRequest: pullNode(hub, repository, pull) });
    },
    disablePullRequestAutoMerge: ({ input }: Input): Resolved => {
      need('pull_requests');
      const { pull, repository } = findPull(hub, String(input['pullRequestId']));
      if (pull.autoMerge === undefined) {
        throw fail('UNPROCESSABLE', "Can't disable auto-merge for this pull request.");
      }
      pull.autoMerge = undefined;
      return payload({ input }, { pullRequest: pullNode(hub, repository, pull) });
    },
  };
}

function unresolved(id: string): GraphQLError {
  return fail('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`);
}

function findRepository(hub: Hub, id: string): Repository | undefined {
  return [...hub.repositories.values()].find((item) => `R_${item.id}` === id);
}

function findPull(hub: Hub, id: string): { readonly pull: Pull; readonly repository: Repository } {
  for (const repository of hub.repositories.values()) {
    const pull = repository.pulls.find((item) => `PR_${item.id}` === id);
    if (pull !== undefined) return { pull, repository };
  }
  throw unresolved(id);
}

/** In the words of GitHub, as users of it have reported them. */
function refuseAutoMerge(
  repository: Repository,
  pull: Pull,
  expected: unknown,
): string | undefined {
  if (!repository.settings.allowAutoMerge) return 'Auto merge is not allowed for this repository';
  if (pull.state === 'closed') return "Can't enable auto-merge for this pull request.";
  if (expected !== undefined && expected !== null && expected !== pull.headSha) {
    return `Expected head sha didn't match current head ref.`;
  }
  if (listRules(repository, pull.base).length === 0) {
    return 'Pull request Protected branch rules not configured for this branch';
  }
  const state = mergeState(repository, pull);
  return ['clean', 'draft', 'unstable'].includes(state)
    ? `Pull request Pull request is in ${state} status`
    : undefined;
}

function accountNode(hub: Hub, account: Account, type?: string): Resolved {
  const isBot = account.type === 'Bot' && type === undefined;
  return {
    __typename: type ?? account.type,
    id: `U_${account.id}`,
    databaseId: account.id,
    // As an actor a bot goes without the ending that its login has everywhere else.
    login: isBot ? account.login.replace('[bot]', '') : account.login,
    url: `${hub.url}/${account.login.replaceAll(/[[\]]/g, '')}`,
  };
}

function repositoryNode(hub: Hub, repository: Repository): Resolved {
  const { git, pulls, settings } = repository;
  return {
    __typename: 'Repository',
    id: `R_${repository.id}`,
    name: repository.name,
    nameWithOwner: fullName(repository),
    owner: accountNode(hub, repository.owner),
    url: `${hub.url}/${fullName(repository)}`,
    autoMergeAllowed: settings.allowAutoMerge,
    deleteBranchOnMerge: settings.deleteBranchOnMerge,
    mergeCommitAllowed: true,
    rebaseMergeAllowed: true,
    squashMergeAllowed: true,
    viewerDefaultMergeMethod: 'MERGE',
    viewerPermission: 'WRITE',
    defaultBranchRef: () => refNode(hub, repository, 'refs/heads/main'),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      refNode(hub, repository, qualifiedName) ??
      refNode(hub, repository, `refs/heads/${qualifiedName}`),
    object: ({ expression, oid }: { expression?: string; oid?: string }) => {
      const sha = oid ?? resolveName(git, expression ?? '');
      return sha === undefined ? null : objectNode(repository, sha);
    },
    pullRequest: ({ number }: { number: number }) => {
      const pull = pulls.find((item) => item.number === number);
      if (pull !== undefined) return pullNode(hub, repository, pull);
      throw fail('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    },
    pullRequests: (filter: PullFilter) => connection(hub, repository, pulls, filter),
  };
}

interface PullFilter {
  readonly first?: number;
  readonly last?: number;
  readonly states?: readonly string[];
  readonly headRefName?: string;
  readonly baseRefName?: string;
}

function connection(
  hub: Hub,
  repository: Repository,
  pulls: readonly Pull[],
  { baseRefName, first, headRefName, last, states }: PullFilter,
): Resolved {
  if (first === undefined && last === undefined) {
    throw fail(
      'MISSING_PAGINATION_BOUNDARIES',
      'You must provide a `first` or `last` value to properly paginate the connection.',
    );
  }
  const found = pulls.filter(
    (pull) =>
      (states === undefined || states.includes(stateOf(pull))) &&
      (headRefName === undefined || pull.head === headRefName) &&
      (baseRefName === undefined || pull.base === baseRefName),
  );
  const shown = last === undefined ? found.slice(0, first) : found.slice(-last);
  return {
    nodes: shown.map((pull) => pullNode(hub, repository, pull)),
    totalCount: found.length,
    pageInfo: {
      hasNextPage: shown.length < found.length,
      hasPreviousPage: false,
      endCursor: null,
      startCursor: null,
    },
  };
}

function stateOf({ mergedAt, state }: Pull): string {
  return mergedAt === null ? state.toUpperCase() : 'MERGED';
}

function objectNode({ git }: Repository, sha: string): Resolved | null {
  const type = typeOf(git, sha);
  if (type === 'tree') return { __typename: 'Tree', id: `T_${sha}`, oid: sha };
  if (type !== 'commit') return null;
  const { message, tree } = readCommit(git, sha);
  return {
    __typename: 'Commit',
    id: `C_${sha}`,
    oid: sha,
    message,
    messageHeadline: message.split('\n')[0],
    tree: { id: `T_${tree}`, oid: tree },
  };
}

function refNode(hub: Hub, repository: Repository, name: string): Resolved | null {
  const sha = listRefs(repository.git).get(name);
  if (sha === undefined) return null;
  const branch = name.replace(/^refs\/(?:heads|tags)\//, '');
  return {
    id: `REF_${Buffer.from(name).toString('base64url')}`,
    name: branch,
    prefix: name.slice(0, name.length - branch.length),
    target: () => objectNode(repository, sha),
    // Rulesets are no branch protection rules.
    branchProtectionRule: null,
    associatedPullRequests: (filter: PullFilter) =>
      connection(
        hub,
        repository,
        repository.pulls.filter(({ head }) => head === branch),
        filter,
      ),
  };
}

function pullNode(hub: Hub, repository: Repository, pull: Pull): Resolved {
  const mergeable = (): string => {
    if (!pull.isMergeabilityKnown) return 'UNKNOWN';
    return mergeState(repository, pull) === 'dirty' ? 'CONFLICTING' : 'MERGEABLE';
  };
  const { autoMerge } = pull;
  const canMerge = pull.state === 'open' && repository.settings.allowAutoMerge;
  return {
    __typename: 'PullRequest',
    id: `PR_${pull.id}`,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    url: `${hub.url}/${fullName(repository)}/pull/${pull.number}`,
    state: stateOf(pull),
    closed: pull.state === 'closed',
    merged: pull.mergedAt !== null,
    isDraft: pull.draft,
    isInMergeQueue: pull.isQueued,
    mergeQueueEntry: pull.isQueued ? { id: `MQE_${pull.id}`, position: 1, state: 'QUEUED' } : null,
    author: accountNode(hub, pull.account),
    headRefName: pull.head,
    headRefOid: pull.headSha,
    baseRefName: pull.base,
    baseRefOid: pull.baseSha,
    headRef: () => refNode(hub, repository, `refs/heads/${pull.head}`),
    baseRef: () => refNode(hub, repository, `refs/heads/${pull.base}`),
    mergeCommit: () => (pull.mergeSha === null ? null : objectNode(repository, pull.mergeSha)),
    mergeable,
    mergeStateStatus: () =>
      pull.isMergeabilityKnown ? mergeState(repository, pull).toUpperCase() : 'UNKNOWN',
    repository: () => repositoryNode(hub, repository),
    viewerCanEnableAutoMerge: canMerge && autoMerge === undefined,
    viewerCanDisableAutoMerge: autoMerge !== undefined,
    autoMergeRequest: () =>
      autoMerge === undefined
        ? null
        : {
            enabledBy: accountNode(hub, autoMerge.account),
            enabledAt: autoMerge.enabledAt,
            mergeMethod: autoMerge.method.toUpperCase(),
            commitHeadline: autoMerge.title,
            commitBody: autoMerge.message,
            pullRequest: () => pullNode(hub, repository, pull),
          },
  };
}
