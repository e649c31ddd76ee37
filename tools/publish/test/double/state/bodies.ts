import { readCommit } from '../git/commits.ts';
import type { TreeEntry } from '../git/trees.ts';
import { objectAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Account } from './account.ts';
import { example } from './example.ts';
import type { Hub } from './hub.ts';
import { mergeState } from './mergeability.ts';
import { fullName } from './repository.ts';
import type { CheckRun, Comment, Label, Pull, Repository, Review, Status } from './repository.ts';

/** Where a repository's resources are. */
export function address(hub: Hub, repository: Repository, path = ''): string {
  return `${hub.url}/repos/${fullName(repository)}${path}`;
}

export function accountBody(hub: Hub, repository: Repository, account: Account): JsonObject {
  const user = objectAt(example('issue-comment', hub, repository), 'user');
  const own = JSON.stringify(user).replaceAll('octocat', account.login.replaceAll(/[[\]]/g, ''));
  return {
    ...(JSON.parse(own) as JsonObject),
    login: account.login,
    id: account.id,
    node_id: `U_${account.id}`,
    type: account.type,
  };
}

export function repositoryBody(hub: Hub, repository: Repository, base: JsonObject): JsonObject {
  const { settings } = repository;
  return {
    ...base,
    id: repository.id,
    node_id: `R_${repository.id}`,
    name: repository.name,
    full_name: fullName(repository),
    owner: accountBody(hub, repository, repository.owner),
    private: true,
    visibility: 'private',
    default_branch: 'main',
    allow_auto_merge: settings.allowAutoMerge,
    delete_branch_on_merge: settings.deleteBranchOnMerge,
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    permissions: { admin: false, push: true, pull: true },
  };
}

export function refBody(hub: Hub, repository: Repository, name: string, sha: string): JsonObject {
  return {
    ...example('git-ref', hub, repository),
    ref: name,
    node_id: `REF_${Buffer.from(name).toString('base64url')}`,
    url: address(hub, repository, `/git/${name}`),
    object: { type: 'commit', sha, url: address(hub, repository, `/git/commits/${sha}`) },
  };
}

export function treeEntryBody(hub: Hub, repository: Repository, entry: TreeEntry): JsonObject {
  const kind = entry.type === 'tree' ? 'trees' : entry.type === 'blob' ? 'blobs' : 'commits';
  return {
    path: entry.path,
    mode: entry.mode,
    type: entry.type,
    sha: entry.sha,
    ...(entry.size !== undefined && { size: entry.size }),
    url: address(hub, repository, `/git/${kind}/${entry.sha}`),
  };
}

function verification(repository: Repository, sha: string): JsonObject {
  if (!repository.signed.has(sha)) {
    return {
      verified: false,
      reason: 'unsigned',
      signature: null,
      payload: null,
      verified_at: null,
    };
  }
  const { committer, tree } = readCommit(repository.git, sha);
  return {
    verified: true,
    reason: 'valid',
    signature: '-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n',
    payload: `tree ${tree}\n`,
    verified_at: committer.date,
  };
}

/** As the part of the interface that speaks git shows a commit. */
export function gitCommitBody(hub: Hub, repository: Repository, sha: string): JsonObject {
  const { author, committer, message, parents, tree } = readCommit(repository.git, sha);
  return {
    ...example('git-commit', hub, repository),
    sha,
    node_id: `C_${sha}`,
    url: address(hub, repository, `/git/commits/${sha}`),
    html_url: `${hub.url}/${fullName(repository)}/commit/${sha}`,
    author: { ...author },
    committer: { ...committer },
    message,
    tree: { sha: tree, url: address(hub, repository, `/git/trees/${tree}`) },
    parents: parents.map((parent) => parentBody(hub, repository, parent)),
    verification: verification(repository, sha),
  };
}

function parentBody(hub: Hub, repository: Repository, sha: string): JsonObject {
  return {
    sha,
    url: address(hub, repository, `/git/commits/${sha}`),
    html_url: `${hub.url}/${fullName(repository)}/commit/${sha}`,
  };
}

/** As the rest of the interface shows a commit. */
export function commitBody(hub: Hub, repository: Repository, sha: string): JsonObject {
  const { author, committer, message, parents, tree } = readCommit(repository.git, sha);
  const base = example('commit-items', hub, repository);
  return {
    ...base,
    sha,
    node_id: `C_${sha}`,
    url: address(hub, repository, `/commits/${sha}`),
    html_url: `${hub.url}/${fullName(repository)}/commit/${sha}`,
    comments_url: address(hub, repository, `/commits/${sha}/comments`),
    commit: {
      ...objectAt(base, 'commit'),
      url: address(hub, repository, `/git/commits/${sha}`),
      author: { ...author },
      committer: { ...committer },
      message,
      tree: { sha: tree, url: address(hub, repository, `/git/trees/${tree}`) },
      comment_count: 0,
      verification: verification(repository, sha),
    },
    author: accountOf(hub, repository, author.name),
    committer: accountOf(hub, repository, committer.name),
    parents: parents.map((parent) => parentBody(hub, repository, parent)),
  };
}

function accountOf(hub: Hub, repository: Repository, name: string): Json {
  const account = hub.accounts.get(name);
  return account === undefined ? null : accountBody(hub, repository, account);
}

export function labelBody(hub: Hub, repository: Repository, label: Label): JsonObject {
  return {
    ...example('label', hub, repository),
    id: label.id,
    node_id: `LA_${label.id}`,
    url: address(hub, repository, `/labels/${encodeURIComponent(label.name)}`),
    name: label.name,
    color: label.color,
    // In lists of pull requests GitHub's description knows no label without one.
    description: label.description ?? '',
    default: false,
  };
}

export function labelsOf(hub: Hub, repository: Repository, pull: Pull): JsonObject[] {
  return pull.labels.flatMap((name) => {
    const label = repository.labels.get(name);
    return label === undefined ? [] : [labelBody(hub, repository, label)];
  });
}

export function commentBody(hub: Hub, repository: Repository, comment: Comment): JsonObject {
  const { id, issue } = comment;
  return {
    ...example('issue-comment', hub, repository),
    id,
    node_id: `IC_${id}`,
    url: address(hub, repository, `/issues/comments/${id}`),
    html_url: `${hub.url}/${fullName(repository)}/pull/${issue}#issuecomment-${id}`,
    issue_url: address(hub, repository, `/issues/${issue}`),
    body: comment.body,
    user: accountBody(hub, repository, comment.account),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: comment.account.type === 'Bot' ? 'NONE' : 'COLLABORATOR',
  };
}

export function teamBody(hub: Hub, repository: Repository, slug: string): JsonObject {
  const base = example('pull-request', hub, repository);
  const [team] = base['requested_teams'] as readonly JsonObject[];
  return { ...team, name: slug, slug, type: 'organization', parent: null };
}

/** A pull request. A list shows less of each than the pull request by itself. */
export function pullBody(
  hub: Hub,
  repository: Repository,
  pull: Pull,
  isWhole: boolean,
): JsonObject {
  const name = isWhole ? 'pull-request' : 'pull-request-simple-items';
  const base = rename(example(name, hub, repository), pull);
  const accountFor = (login: string): JsonObject => {
    const account = hub.accounts.get(login) ?? { id: 0, login, type: 'User' as const };
    return accountBody(hub, repository, account);
  };
  const side = (branch: string, sha: string): JsonObject => ({
    ...objectAt(base, 'base'),
    label: `${repository.owner.login}:${branch}`,
    ref: branch,
    sha,
    user: accountBody(hub, repository, repository.owner),
    repo: repositoryBody(hub, repository, objectAt(objectAt(base, 'base'), 'repo')),
  });
  return {
    ...base,
    id: pull.id,
    node_id: `PR_${pull.id}`,
    number: pull.number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    user: accountBody(hub, repository, pull.account),
    body: pull.body,
    labels: labelsOf(hub, repository, pull),
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeSha,
    assignee: null,
    assignees: [],
    requested_reviewers: pull.reviewers.map(accountFor),
    requested_teams: pull.teams.map((slug) => teamBody(hub, repository, slug)),
    head: side(pull.head, pull.headSha),
    base: side(pull.base, pull.baseSha),
    author_association: pull.account.type === 'Bot' ? 'NONE' : 'COLLABORATOR',
    auto_merge: autoMergeBody(hub, repository, pull),
    draft: pull.draft,
    statuses_url: address(hub, repository, `/statuses/${pull.headSha}`),
    ...(isWhole && details(hub, repository, pull)),
  };
}

function rename(body: JsonObject, pull: Pull): JsonObject {
  const text = JSON.stringify(body).replaceAll(/\/(pulls?|issues)\/1347/g, `/$1/${pull.number}`);
  return JSON.parse(text) as JsonObject;
}

function autoMergeBody(hub: Hub, repository: Repository, pull: Pull): Json {
  if (pull.autoMerge === undefined) return null;
  const { account, message, method, title } = pull.autoMerge;
  return {
    enabled_by: accountBody(hub, repository, account),
    merge_method: method,
    commit_title: title,
    commit_message: message,
  };
}

function details(hub: Hub, repository: Repository, pull: Pull): JsonObject {
  const state = pull.isMergeabilityKnown ? mergeState(repository, pull) : 'unknown';
  const isOpen = pull.state === 'open';
  return {
    merged: pull.mergedAt !== null,
    merged_by: pull.mergedBy === null ? null : accountBody(hub, repository, pull.mergedBy),
    mergeable: isOpen && state !== 'unknown' ? state !== 'dirty' : null,
    mergeable_state: isOpen ? state : 'unknown',
    rebaseable: isOpen && state !== 'unknown' ? state !== 'dirty' : null,
    comments: [...repository.comments.values()].filter(({ issue }) => issue === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
  };
}

export function reviewBody(
  hub: Hub,
  repository: Repository,
  pull: Pull,
  review: Review,
): JsonObject {
  return {
    ...rename(example('pull-request-review', hub, repository), pull),
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: accountBody(hub, repository, review.account),
    body: review.body,
    state: review.state,
    commit_id: review.commit,
    submitted_at: review.submittedAt,
  };
}

export function checkRunBody(hub: Hub, repository: Repository, run: CheckRun): JsonObject {
  const base = example('check-run', hub, repository);
  return {
    ...base,
    id: run.id,
    node_id: `CR_${run.id}`,
    head_sha: run.sha,
    external_id: run.externalId,
    url: address(hub, repository, `/check-runs/${run.id}`),
    html_url: `${hub.url}/${fullName(repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? hub.url,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: address(hub, repository, `/check-runs/${run.id}/annotations`),
    },
    name: run.name,
    check_suite: { id: Number.parseInt(run.sha.slice(0, 8), 16) },
    app: { ...objectAt(base, 'app'), id: hub.app.id, slug: hub.app.slug, name: hub.app.slug },
    pull_requests: [],
  };
}

export function statusBody(hub: Hub, repository: Repository, status: Status): JsonObject {
  return {
    ...example('status', hub, repository),
    id: status.id,
    node_id: `SC_${status.id}`,
    url: address(hub, repository, `/statuses/${status.sha}`),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: accountBody(hub, repository, status.account),
  };
}
