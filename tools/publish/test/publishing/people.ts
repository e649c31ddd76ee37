import { Octokit } from '@octokit/rest';

import type { TestRepository, TestServer } from '../double/test-server.ts';

/** Octocat at a repository, through the same interface as the publisher. */
export interface Person {
  readonly rest: Octokit['rest'];
  readonly repository: { readonly owner: string; readonly repo: string };
  /** All that a pull request shows. */
  look(): Promise<Sight>;
}

/** What there is to see, without anything that differs from run to run. */
export interface Sight {
  readonly branches: Readonly<Record<string, string>>;
  readonly pulls: readonly {
    readonly state: string;
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
    readonly reviewers: readonly string[];
    readonly comments: readonly string[];
    readonly checks: readonly string[];
  }[];
}

export function personAt(server: TestServer, { owner, name }: TestRepository): Person {
  const { rest } = new Octokit({ baseUrl: server.url, auth: server.personalToken });
  const repository = { owner, repo: name };
  return { rest, repository, look };

  async function look(): Promise<Sight> {
    const { data: refs } = await rest.git.listMatchingRefs({
      ...repository,
      ref: 'heads/environment',
    });
    const branches: Record<string, string> = {};
    for (const { ref, object } of refs) {
      const { data } = await rest.git.getCommit({ ...repository, commit_sha: object.sha });
      branches[ref] = `${data.tree.sha} ${data.parents.length} ${data.message}`;
    }
    const { data: pulls } = await rest.pulls.list({ ...repository, state: 'all' });
    const seen = pulls.map(async (pull) => {
      const { data: comments } = await rest.issues.listComments({
        ...repository,
        issue_number: pull.number,
      });
      const { data: checks } = await rest.checks.listForRef({ ...repository, ref: pull.head.sha });
      return {
        state: pull.state,
        title: pull.title,
        body: pull.body ?? '',
        labels: pull.labels.map((label) => label.name),
        reviewers: (pull.requested_reviewers ?? []).map(({ login }) => login),
        comments: comments.map(({ user, body }) => `${user?.login}: ${body}`),
        checks: checks.check_runs.map(
          (run) =>
            `${run.name} ${run.status} ${run.conclusion} ${run.external_id} ${run.output.annotations_count}`,
        ),
      };
    });
    return { branches, pulls: await Promise.all(seen) };
  }
}
