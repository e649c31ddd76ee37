import { firstLine, GitError, runGit } from './git.ts';

/**
 * Whether git tracks a file at or below a folder, in whatever case it is written: on some disks that is the same folder.
 * @param folder relative to the top of the working tree, without characters that a pattern has
 */
export function hasTrackedFiles(workingTree: string, folder: string): boolean {
  const args = ['ls-files', '-z', '--', `:(top,icase)${folder}`];
  const { status, stdout, stderr } = runGit(workingTree, args);
  if (status !== 0) throw new GitError(`git cannot read the index: ${firstLine(stderr)}`);
  return stdout.length > 0;
}
