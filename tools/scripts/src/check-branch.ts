import { DEFAULT_BASES, findWorkingTree, resolveCommit } from '@fingerpost/changes';
import { branchNames, environmentOf, isAncestor, readCommit } from '@fingerpost/publish';
import type { BranchDifference, LocalCommit, Tools } from '@fingerpost/publish';
import { plural, printable } from '@fingerpost/text';

import type { Context } from './command.ts';
import { compareRendered } from './compare-rendered.ts';
import { findRepository } from './overlays.ts';
import { needCommit, TOOLS } from './render-commit.ts';
import type { Clone } from './render-commit.ts';
import { UsageError } from './usage-error.ts';
import { workingFiles } from './working-files.ts';

/** What `render --check --against` was asked. */
export interface BranchCheck {
  /** A revision of this clone. */
  readonly against: string;
  /** Needed where the name of the revision says none. */
  readonly environment: string | undefined;
}

/**
 * Proves that a rendered branch holds what its dry commit renders to, file by file, and that its notes and the trailers
 * of its commit say the same. Returns the exit code: 1 where something was changed by hand. Throws where it cannot be
 * told, because the dry commit is not here or does not render.
 */
export function checkBranch(asked: BranchCheck, context: Context): number {
  const environment = chooseEnvironment(asked);
  const root = findRepository(workingFiles(context.directory), context.directory);
  const clone: Clone = { workingTree: findWorkingTree(root), root };
  const { id } = resolveCommit(clone.workingTree, asked.against, '--against');
  const tip = needCommit(clone, id, asked.against);
  const compared = compareRendered(clone, tip, environment);
  const differences = [...compared.differences, ...checkMerged(clone, compared.dry, context)];

  context.out(differences.map(({ at, what }) => `${printable(`${at}: ${what}`)}\n`).join(''));
  const { rendered, dry, tools } = compared;
  const shown = `${printable(asked.against)} (${id.slice(0, 7)})`;
  const wanted = `what ${dry.sha.slice(0, 7)} renders to: ${plural(rendered.files.size, 'file')}, ${rendered.digest}`;
  if (differences.length === 0) {
    context.out(`checked ${shown}: holds ${wanted}\n`);
    return 0;
  }
  context.out(`checked ${shown}: ${plural(differences.length, 'difference')} to ${wanted}\n`);
  if (tools) context.err(describeTools(tools));
  return 1;
}

function chooseEnvironment({ against, environment }: BranchCheck): string {
  const named = environmentOf(against);
  if (named !== undefined && environment !== undefined && named !== environment) {
    throw new UsageError(
      `${printable(against)} is a branch of ${printable(named)}, not of ${printable(environment)}; leave --env away`,
    );
  }
  const chosen = named ?? environment;
  if (chosen === undefined) {
    throw new UsageError(
      `${printable(against)} does not say of which environment it is; name it with --env ENVIRONMENT`,
    );
  }
  branchNames(chosen);
  return chosen;
}

/** A dry commit that is not in the history of main was rendered, but never reviewed. */
function checkMerged(
  { workingTree }: Clone,
  { sha }: LocalCommit,
  context: Context,
): BranchDifference[] {
  const bases = DEFAULT_BASES.flatMap((name) => readCommit(workingTree, name) ?? []);
  if (bases.length === 0) {
    context.err(
      'there is neither main nor origin/main here, so it is not known whether the dry commit was merged\n',
    );
    return [];
  }
  if (bases.some((base) => isAncestor(workingTree, sha, base.sha))) return [];
  return [{ at: `dry commit ${sha.slice(0, 7)}`, what: 'not merged into main' }];
}

/** Other tools may render other bytes: then nobody edited anything. */
function describeTools(tools: Tools): string {
  const others = Object.keys(TOOLS).filter((name) => tools[name] !== TOOLS[name]);
  if (others.length === 0) return '';
  const list = others.map((name) => `${name} ${tools[name] ?? 'none'} there, ${TOOLS[name]} here`);
  return `${printable(`it was rendered by other tools: ${list.join('; ')}`)}\n`;
}
