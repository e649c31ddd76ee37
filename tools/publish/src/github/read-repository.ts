import { isRefusal } from './failure.ts';
import type { GitHub } from './github.ts';
import { queryGraphql } from './graphql.ts';

/** How a pull request may become part of its base. */
export type MergeMethod = 'squash' | 'rebase' | 'merge';

/** What has to be known of a repository, and of who speaks. */
export interface RepositoryFacts {
  /** The node id, for GraphQL; undefined where the server has none. */
  readonly id: string | undefined;
  readonly canAutoMerge: boolean;
  /** Those that the repository allows, the best for a rendered branch first: a squashed commit keeps its message. */
  readonly mergeMethods: readonly MergeMethod[];
  /** The login of who speaks, as REST has it: of a GitHub App with `[bot]`. */
  readonly viewer: string;
}

interface Answer {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly id: string;
    readonly autoMergeAllowed: boolean;
    readonly squashMergeAllowed: boolean;
    readonly rebaseMergeAllowed: boolean;
    readonly mergeCommitAllowed: boolean;
  };
}

const QUERY = `query Repository($owner: String!, $repo: String!) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    id autoMergeAllowed squashMergeAllowed rebaseMergeAllowed mergeCommitAllowed
  }
}`;

/** Reads the settings of the repository and who speaks: in one request, in two where there is no GraphQL. */
export async function readRepository(github: GitHub): Promise<RepositoryFacts> {
  const answer = await queryGraphql<Answer>(github, QUERY, { ...github.repository });
  if (answer === undefined) return readByRest(github);
  const { repository, viewer } = answer;
  return {
    id: repository.id,
    canAutoMerge: repository.autoMergeAllowed,
    mergeMethods: listMethods(
      repository.squashMergeAllowed,
      repository.rebaseMergeAllowed,
      repository.mergeCommitAllowed,
    ),
    viewer: github.isApp && !viewer.login.endsWith('[bot]') ? `${viewer.login}[bot]` : viewer.login,
  };
}

async function readByRest(github: GitHub): Promise<RepositoryFacts> {
  const { data } = await github.octokit.rest.repos.get({ ...github.repository });
  return {
    id: undefined,
    // It is switched on by GraphQL alone.
    canAutoMerge: false,
    mergeMethods: listMethods(
      data.allow_squash_merge ?? true,
      data.allow_rebase_merge ?? true,
      data.allow_merge_commit ?? true,
    ),
    viewer: await readViewer(github),
  };
}

async function readViewer({ octokit, isApp, login }: GitHub): Promise<string> {
  if (isApp) {
    const { data } = await octokit.rest.apps.getAuthenticated();
    return `${data?.slug ?? ''}[bot]`;
  }
  try {
    const { data } = await octokit.rest.users.getAuthenticated();
    return data.login;
  } catch (error) {
    // "Resource not accessible by integration": no user, but an App; that of workflows where nothing else was said.
    if (isRefusal(error, [403, 404])) return login ?? 'github-actions[bot]';
    throw error;
  }
}

function listMethods(squash: boolean, rebase: boolean, merge: boolean): MergeMethod[] {
  return [
    ...(squash ? (['squash'] as const) : []),
    ...(rebase ? (['rebase'] as const) : []),
    ...(merge ? (['merge'] as const) : []),
  ];
}
