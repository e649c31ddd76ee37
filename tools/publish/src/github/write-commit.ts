import type { GitHub } from './github.ts';

/**
 * Writes a commit that no branch has yet. Author and committer are left to GitHub, which then signs what an App or a workflow
 * writes. Repeated after a lost answer it leaves one commit too many, that nobody sees.
 */
export async function writeCommit(
  github: GitHub,
  message: string,
  tree: string,
  parents: readonly string[],
): Promise<string> {
  const { data } = await github.octokit.rest.git.createCommit({
    ...github.repository,
    message,
    tree,
    parents: [...parents],
  });
  return data.sha;
}
