import type { BranchFiles } from './branch-files.ts';
import type { BranchNames } from './names.ts';
import { ATTRIBUTES } from './paths.ts';

/** The first commit of an environment branch. */
export interface BranchBeginning {
  readonly files: BranchFiles;
  readonly message: string;
}

/**
 * What an environment branch begins with: `.gitattributes` alone. A pull request needs a base, and the first manifests are
 * to be reviewed like all others. Undefined where the files to come have none.
 */
export function branchBeginning(
  environment: string,
  { base, proposal }: BranchNames,
  files: BranchFiles,
): BranchBeginning | undefined {
  const attributes = files.get(ATTRIBUTES);
  return (
    attributes && {
      files: new Map([[ATTRIBUTES, attributes]]),
      message: `Begin ${base}\n\nWhat ${environment} renders to comes by pull requests from ${proposal}.\n`,
    }
  );
}
