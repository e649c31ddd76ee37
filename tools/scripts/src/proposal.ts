import { findWorkingTree, hashOfId, resolveCommit } from '@fingerpost/changes';
import type { Changes } from '@fingerpost/changes';
import {
  branchNames,
  decodeRootMetadata,
  decodeUnitMetadata,
  findPlainSecrets,
  isAncestor,
  METADATA,
  planBranch,
  readBranchTree,
  readCommit,
} from '@fingerpost/publish';
import type {
  BranchNames,
  BranchPlan,
  LocalCommit,
  LocalEntry,
  PlainSecret,
} from '@fingerpost/publish';
import { printable } from '@fingerpost/text';
import { toPosixPath } from 'kustomize-ts';

import { openNotes } from './branch-notes.ts';
import { changesOf } from './changes-of.ts';
import { compareSides } from './compare-sides.ts';
import { listFailures } from './failures.ts';
import { findRepository } from './overlays.ts';
import { openRepositoryRenderings } from './open-renderings.ts';
import type { RunOptions } from './open-renderings.ts';
import { nameCommit, needCommit, renderCommit, repositoryUrl, TOOLS } from './render-commit.ts';
import type { Clone, RenderedCommit } from './render-commit.ts';
import { UsageError } from './usage-error.ts';
import { workingFiles } from './working-files.ts';

/** All that a pull request of one environment is made of; `publish` takes it, and where to write it. */
export interface Proposal {
  readonly environment: string;
  readonly clone: Clone;
  readonly branches: BranchNames;
  /** The files, their digest, and the message of the commit. */
  readonly rendered: RenderedCommit;
  /** The commit that is rendered. */
  readonly head: LocalCommit;
  /** The branch as this clone knows it; undefined where it does not exist yet. */
  readonly base: ProposalBase | undefined;
  /** `origin/environment/dev-next`, or the branch: rendered from what already contains HEAD, so publishing would take changes back. */
  readonly newer: string | undefined;
  /** What is to be done to the branch. */
  readonly plan: BranchPlan;
  /** The change of the rendered manifests; undefined where it is not known what the branch was rendered from. */
  readonly changes: Changes | undefined;
  /** What the reader has to know, one line each. */
  readonly notices: readonly string[];
  /** What could not be rendered or read for the report, one line each; '' where there is nothing. */
  readonly failures: string;
}

export interface ProposalBase {
  /** `origin/environment/dev` */
  readonly name: string;
  readonly commit: LocalCommit;
  readonly entries: readonly LocalEntry[];
  /** Ids of contents of `hydrator.metadata` that cannot be read. */
  readonly brokenNotes: ReadonlySet<string>;
}

type KnownBranch = Pick<ProposalBase, 'name' | 'commit' | 'entries'>;

/**
 * Renders an environment as HEAD has it, and compares it with its branch as this clone knows it. Nothing is written and
 * nobody is asked. Throws where it does not render, where a Secret would be published, and where the commit that the
 * branch was rendered from is not in this clone.
 */
export async function makeProposal(
  environment: string,
  env: NodeJS.ProcessEnv,
  run: RunOptions,
): Promise<Proposal> {
  const branches = branchNames(environment);
  const root = findRepository(workingFiles(run.directory), run.directory);
  const clone: Clone = { workingTree: findWorkingTree(root), root };
  const { id } = resolveCommit(clone.workingTree, 'HEAD', '--head');
  const head = needCommit(clone, id, 'HEAD');
  const rendered = renderCommit(clone, head, {
    environment,
    repoURL: repositoryUrl(clone, env),
    tools: TOOLS,
  });
  refuseSecrets(environment, findPlainSecrets(rendered.units));

  const found = findBranch(clone, branches.base);
  const others = [found, findBranch(clone, branches.proposal)].filter((one) => one !== undefined);
  const newer = others.find((one) => isNewer(clone, head, one))?.name;
  const hash = hashOfId(head.sha);
  const nothing = { changes: undefined, notices: [], failures: '' };
  if (!found) {
    const plan = planBranch(rendered.files, [], hash);
    return {
      environment,
      clone,
      branches,
      rendered,
      head,
      base: undefined,
      newer,
      plan,
      ...nothing,
    };
  }
  const readNote = openNotes(clone.workingTree, found.entries);
  const { metadata, error } = readNote(METADATA, decodeRootMetadata);
  const units = rendered.units.map(({ name }) => `${name}/${METADATA}`);
  const broken = new Set([
    ...(metadata ? [] : [METADATA]),
    ...units.filter((path) => !readNote(path, decodeUnitMetadata).metadata),
  ]);
  const plan = planBranch(rendered.files, found.entries, hash, broken);
  const base: ProposalBase = {
    ...found,
    brokenNotes: new Set(
      found.entries.flatMap((entry) => (broken.has(entry.path) ? [entry.id] : [])),
    ),
  };
  const facts = { environment, clone, branches, rendered, head, base, newer, plan };
  if (!metadata) {
    const notice = `${METADATA} of ${base.name} ${error}, so it is not known what it was rendered from and what this changes`;
    return { ...facts, ...nothing, notices: [notice] };
  }
  const dry = needCommit(clone, metadata.drySha, `what ${base.name} was rendered from`);
  return { ...facts, ...(await compareCommits(clone, dry, head, environment, run)) };
}

/** The branch as it was when it was last fetched. */
function findBranch({ workingTree }: Clone, branch: string): KnownBranch | undefined {
  const commit = readCommit(workingTree, `refs/remotes/origin/${branch}`);
  if (!commit) return undefined;
  return { name: `origin/${branch}`, commit, entries: readBranchTree(workingTree, commit.sha) };
}

/** A branch was rendered from a commit that comes after HEAD. */
function isNewer({ workingTree }: Clone, head: LocalCommit, { entries }: KnownBranch): boolean {
  const root = entries.filter(({ path }) => path === METADATA);
  const { metadata } = openNotes(workingTree, root)(METADATA, decodeRootMetadata);
  if (!metadata) return false;
  const { drySha } = metadata;
  if (drySha === head.sha || !readCommit(workingTree, drySha)) return false;
  return isAncestor(workingTree, head.sha, drySha);
}

const MAX_SECRETS = 3;

function refuseSecrets(environment: string, secrets: readonly PlainSecret[]): void {
  const [first] = secrets;
  if (!first) return;
  const names = secrets
    .slice(0, MAX_SECRETS)
    .map(
      ({ unit, namespace, name }) => `${namespace ?? 'default'}/${name} of ${environment}/${unit}`,
    );
  const more = secrets.length - names.length;
  throw new UsageError(
    `${names.map(printable).join(', ')}${more > 0 ? ` and ${more} more` : ''}: a Secret with values would be on the branch for everybody to read; let the cluster bring it and describe it in overlays/${environment}/given, or seal it`,
  );
}

/** The change of the manifests from one commit to another, whether or not their histories are one. */
async function compareCommits(
  { workingTree, root }: Clone,
  dry: LocalCommit,
  head: LocalCommit,
  environment: string,
  run: RunOptions,
): Promise<Pick<Proposal, 'changes' | 'failures' | 'notices'>> {
  const hash = hashOfId(head.sha);
  const opened = openRepositoryRenderings(toPosixPath(workingTree), hash, run);
  const [before, after] = [nameCommit(dry), nameCommit(head)];
  const { renderings } = opened;
  const sides = compareSides(
    root,
    renderings.revision(workingTree, before),
    renderings.revision(workingTree, after),
    opened,
    { overlays: [], environment },
    run.directory,
  );
  const comparison = { before: `${environment} at ${before.name}`, after: after.name, ...sides };
  const { changes, notices } = await changesOf(comparison, { fieldsOnly: false });
  return {
    changes,
    notices: [...comparison.notices, ...notices],
    failures: listFailures(comparison.pairs, changes).all,
  };
}
