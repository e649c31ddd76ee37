import { invalid, notFound, page, Refusal } from '../answer.ts';
import type { Call, Handler } from '../answer.ts';
import { changedFiles } from '../git/changed-files.ts';
import { commitsBetween, mergeBase } from '../git/commits.ts';
import { listRefs } from '../git/refs.ts';
import { listAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { accountBody, commitBody, pullBody, reviewBody, teamBody } from '../state/bodies.ts';
import { fileBody } from '../state/file-body.ts';
import { date, nextId } from '../state/hub.ts';
import { closePull, mergePull } from '../state/merge.ts';
import { mergeState, missing } from '../state/mergeability.ts';
import type { Pull } from '../state/repository.ts';

const LONGEST = 65_536;

/** Pull requests, their reviews and reviewers. */
export const pullRoutes: Readonly<Record<string, Handler>> = {
  'pulls/list': (call) => {
    const { hub, query, repository } = call;
    const state = query.get('state') ?? 'open';
    const head = query.get('head');
    const base = query.get('base');
    // GitHub does not look at a head without an owner.
    const isHeadRead = head?.includes(':') === true;
    const found = repository.pulls.filter(
      (pull) =>
        (state === 'all' || pull.state === state) &&
        (!isHeadRead || head === `${repository.owner.login}:${pull.head}`) &&
        (base === null || pull.base === base),
    );
    const sort = query.get('sort') ?? 'created';
    const key = ({ createdAt, updatedAt }: Pull): string =>
      sort === 'updated' ? updatedAt : createdAt;
    const isUp = (query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc')) === 'asc';
    const sorted = found.toSorted((a, b) => (key(a) < key(b) ? -1 : 1) * (isUp ? 1 : -1));
    return page(
      call,
      sorted.map((pull) => pullBody(hub, repository, pull, false)),
    );
  },

  'pulls/create': (call) => {
    const { actor, body, hub, repository } = call;
    const base = String(body['base']);
    const head = String(body['head']).replace(`${repository.owner.login}:`, '');
    const title = String(body['title'] ?? '');
    checkText(body['body'], title);
    const { baseSha, headSha } = checkSides(call, head, base);
    repository.lastNumber += 1;
    const pull: Pull = {
      id: nextId(hub),
      number: repository.lastNumber,
      account: actor.account,
      head,
      base,
      headSha,
      baseSha,
      title,
      body: typeof body['body'] === 'string' ? body['body'] : null,
      createdAt: date(hub),
      updatedAt: date(hub),
      closedAt: null,
      mergedAt: null,
      mergedBy: null,
      mergeSha: null,
      state: 'open',
      draft: body['draft'] === true,
      labels: [],
      reviewers: [],
      teams: [],
      reviews: [],
      autoMerge: undefined,
      isMergeabilityKnown: false,
      isQueued: false,
    };
    repository.pulls.push(pull);
    return { status: 201, body: pullBody(hub, repository, pull, true) };
  },

  'pulls/get': (call) => {
    const { hub, repository } = call;
    const pull = findPull(call);
    const body = pullBody(hub, repository, pull, true);
    // The first question starts the work that the next one sees.
    pull.isMergeabilityKnown = true;
    return { status: 200, body };
  },

  'pulls/update': (call) => {
    const { body, hub, repository } = call;
    const pull = findPull(call);
    const { base, state, title } = body;
    checkText(body['body'], typeof title === 'string' ? title : pull.title);
    if (typeof base === 'string' && base !== pull.base) {
      if (pull.state === 'closed') {
        throw invalid(
          'PullRequest',
          'Cannot change the base branch of a closed pull request.',
          'base',
        );
      }
      pull.baseSha = checkSides(call, pull.head, base).baseSha;
      pull.base = base;
    }
    if (state === 'open' && pull.state === 'closed') reopen(call, pull);
    if (state === 'closed' && pull.state === 'open') closePull(hub, pull);
    if (typeof title === 'string') pull.title = title;
    if (typeof body['body'] === 'string') pull.body = body['body'];
    pull.updatedAt = date(hub);
    return { status: 200, body: pullBody(hub, repository, pull, true) };
  },

  'pulls/list-commits': (call) => {
    const { hub, repository } = call;
    const { baseSha, headSha } = findPull(call);
    const commits = commitsBetween(repository.git, baseSha, headSha).toReversed();
    return page(
      call,
      commits.map((sha) => commitBody(hub, repository, sha)),
    );
  },

  'pulls/list-files': (call) => {
    const { hub, repository } = call;
    const { baseSha, headSha } = findPull(call);
    const from = mergeBase(repository.git, baseSha, headSha) ?? baseSha;
    const files = changedFiles(repository.git, from, headSha);
    return page(
      call,
      files.map((file) => fileBody(hub, repository, file, headSha)),
    );
  },

  'pulls/check-if-merged': (call) => {
    if (findPull(call).mergedAt === null) throw notFound();
    return { status: 204 };
  },

  'pulls/merge': (call) => {
    const { actor, body, hub, repository } = call;
    const pull = findPull(call);
    if (pull.state === 'closed' || pull.draft)
      throw new Refusal(405, 'Pull Request is not mergeable');
    if (body['sha'] !== undefined && body['sha'] !== pull.headSha) {
      throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
    }
    if (repository.settings.mergeQueue) {
      throw new Refusal(405, 'Changes must be made through the merge queue');
    }
    const reason = missing(repository, pull);
    if (reason !== undefined)
      throw new Refusal(405, `Repository rule violations found\n\n${reason}\n\n`);
    if (mergeState(repository, pull) === 'behind')
      throw new Refusal(409, 'Head branch is out of date');
    if (mergeState(repository, pull) === 'dirty')
      throw new Refusal(405, 'Pull Request is not mergeable');
    const method = body['merge_method'];
    const message = body['commit_message'];
    const sha = mergePull(hub, repository, pull, {
      account: actor.account,
      method: method === 'squash' || method === 'rebase' ? method : 'merge',
      title: String(body['commit_title'] ?? `${pull.title} (#${pull.number})`),
      message: typeof message === 'string' ? message : '',
    });
    return {
      status: 200,
      body: { sha, merged: true, message: 'Pull Request successfully merged' },
    };
  },

  'pulls/list-requested-reviewers': (call) => ({
    status: 200,
    body: reviewersBody(call, findPull(call)),
  }),

  'pulls/request-reviewers': (call) => {
    const { body, hub, repository } = call;
    const pull = findPull(call);
    const people = listAt(body, 'reviewers').map(String);
    const teams = listAt(body, 'team_reviewers').map(String);
    if (people.includes(pull.account.login)) {
      throw new Refusal(422, 'Review cannot be requested from pull request author.');
    }
    if (
      people.some((login) => !hub.accounts.has(login)) ||
      teams.some((slug) => !hub.teams.has(slug))
    ) {
      const message =
        'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.';
      throw new Refusal(422, message);
    }
    pull.reviewers = [...new Set([...pull.reviewers, ...people])];
    pull.teams = [...new Set([...pull.teams, ...teams])];
    return { status: 201, body: pullBody(hub, repository, pull, false) };
  },

  'pulls/remove-requested-reviewers': (call) => {
    const { body, hub, repository } = call;
    const pull = findPull(call);
    const people = listAt(body, 'reviewers');
    const teams = listAt(body, 'team_reviewers');
    pull.reviewers = pull.reviewers.filter((login) => !people.includes(login));
    pull.teams = pull.teams.filter((slug) => !teams.includes(slug));
    return { status: 200, body: pullBody(hub, repository, pull, false) };
  },

  'pulls/list-reviews': (call) => {
    const { hub, repository } = call;
    const pull = findPull(call);
    return page(
      call,
      pull.reviews.map((review) => reviewBody(hub, repository, pull, review)),
    );
  },

  'pulls/create-review': (call) => {
    const { actor, body, hub, repository } = call;
    const pull = findPull(call);
    const isOwn = actor.account.login === pull.account.login;
    if (isOwn && body['event'] === 'APPROVE') {
      throw new Refusal(422, 'Unprocessable Entity', ['Can not approve your own pull request']);
    }
    const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED' };
    const event = body['event'];
    const review = {
      id: nextId(hub),
      account: actor.account,
      state: event === 'APPROVE' || event === 'REQUEST_CHANGES' ? states[event] : 'COMMENTED',
      body: String(body['body'] ?? ''),
      commit: pull.headSha,
      submittedAt: date(hub),
    };
    pull.reviews.push(review);
    pull.reviewers = pull.reviewers.filter((login) => login !== actor.account.login);
    return { status: 200, body: reviewBody(hub, repository, pull, review) };
  },
};

export function findPull({ parameters, repository }: Call): Pull {
  const number = Number(parameters['pull_number'] ?? parameters['issue_number']);
  const pull = repository.pulls.find((item) => item.number === number);
  if (pull === undefined) throw notFound();
  return pull;
}

function reviewersBody({ hub, repository }: Call, pull: Pull): JsonObject {
  const users = pull.reviewers.flatMap((login) => {
    const account = hub.accounts.get(login);
    return account === undefined ? [] : [accountBody(hub, repository, account)];
  });
  return { users, teams: pull.teams.map((slug) => teamBody(hub, repository, slug)) };
}

function checkText(body: unknown, title: string): void {
  if (title === '')
    throw new Refusal(422, 'Validation Failed', [
      { resource: 'PullRequest', code: 'missing_field', field: 'title' },
    ]);
  if ([...title].length > 256)
    throw invalid('Issue', 'title is too long (maximum is 256 characters)', 'title');
  if (typeof body === 'string' && [...body].length > LONGEST) {
    throw invalid('Issue', `body is too long (maximum is ${LONGEST} characters)`, 'body');
  }
}

/** Refuses what GitHub makes no pull request of. */
function checkSides(
  { repository }: Call,
  head: string,
  base: string,
): { readonly headSha: string; readonly baseSha: string } {
  const { git, owner, pulls } = repository;
  const refs = listRefs(git);
  const baseSha = refs.get(`refs/heads/${base}`);
  const headSha = refs.get(`refs/heads/${head}`);
  if (baseSha === undefined || headSha === undefined) {
    const field = baseSha === undefined ? 'base' : 'head';
    throw new Refusal(422, 'Validation Failed', [
      { resource: 'PullRequest', field, code: 'invalid' },
    ]);
  }
  const name = `${owner.login}:${head}`;
  if (pulls.some((pull) => pull.state === 'open' && pull.head === head && pull.base === base)) {
    throw invalid('PullRequest', `A pull request already exists for ${name}.`);
  }
  if (mergeBase(git, baseSha, headSha) === undefined) {
    throw invalid('PullRequest', `The ${head} branch has no history in common with ${base}`);
  }
  if (commitsBetween(git, baseSha, headSha).length === 0) {
    throw invalid('PullRequest', `No commits between ${base} and ${head}`);
  }
  return { baseSha, headSha };
}

function reopen(call: Call, pull: Pull): void {
  if (pull.mergedAt !== null)
    throw invalid('PullRequest', 'state cannot be changed. The pull request is merged.', 'state');
  const { baseSha, headSha } = checkSides(call, pull.head, pull.base);
  pull.state = 'open';
  pull.closedAt = null;
  pull.baseSha = baseSha;
  pull.headSha = headSha;
}
