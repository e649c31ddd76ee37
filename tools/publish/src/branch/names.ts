import { printable } from '@fingerpost/text';

import { BranchError } from './branch-error.ts';
import { METADATA } from './paths.ts';

/** Safe as a folder of any file system, as a part of a ref and as the name of an Argo CD Application. */
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;

/** What proposals add to the name of a branch; GitOps Promoter has the same one built in (`<active>-next`). */
const PROPOSAL = '-next';

/** The branch that is synced, and the one from which a change is proposed. */
export interface BranchNames {
  readonly base: string;
  readonly proposal: string;
}

/** The rendered branches of an environment. Throws a BranchError where its name cannot be part of them. */
export function branchNames(environment: string): BranchNames {
  checkName('environment', environment);
  if (environment.endsWith(PROPOSAL)) {
    throw new BranchError(
      `the environment ${environment} would take the branch on which changes of another one are proposed; choose a name that does not end with ${PROPOSAL}`,
    );
  }
  const base = `environment/${environment}`;
  return { base, proposal: `${base}${PROPOSAL}` };
}

/** The environment that a branch, local or remote, is a rendering or a proposal of; undefined where its name says none. */
export function environmentOf(branch: string): string | undefined {
  const name = /(?:^|\/)environment\/([^/]+)$/.exec(branch)?.[1];
  if (name === undefined) return undefined;
  return name.endsWith(PROPOSAL) ? name.slice(0, -PROPOSAL.length) : name;
}

/** Throws a BranchError where a unit cannot be a folder of a rendered branch. */
export function checkUnit(unit: string): void {
  checkName('unit', unit);
  if (unit === METADATA) {
    throw new BranchError(`a unit cannot be called ${METADATA}, a file has that name; rename it`);
  }
}

function checkName(what: 'environment' | 'unit', name: string): void {
  // Git refuses refs with either.
  if (NAME.test(name) && !name.includes('..') && !name.endsWith('.lock')) return;
  const shown = printable(name.length > 80 ? `${name.slice(0, 80)}...` : name);
  throw new BranchError(
    `the ${what} ${shown === '' ? 'without a name' : shown} cannot be published; use up to 63 lower-case letters, digits, ".", "_" and "-", with a letter or digit at both ends`,
  );
}
