import { GitError, revisionFileSystem } from '@fingerpost/changes';
import type { Commit } from '@fingerpost/changes';
import { originUrl, readCommit, renderBranch } from '@fingerpost/publish';
import type { DryCommit, LocalCommit, RenderedBranch, Tools } from '@fingerpost/publish';
import { BUILD_VERSION, KUSTOMIZE_VERSION, toPosixPath } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';
import { posix } from 'node:path';

import { buildOverlays, formatFailures } from './build-overlays.ts';
import { findOverlays } from './overlays.ts';
import { UsageError } from './usage-error.ts';

/** What renders here; differs where an engine may print other bytes. */
export const TOOLS: Tools = {
  'kustomize-ts': String(BUILD_VERSION),
  kustomize: KUSTOMIZE_VERSION,
};

/** Where commits are read and rendered. */
export interface Clone {
  /** The top of the working tree, as git spells it. */
  readonly workingTree: string;
  /** The folder that holds `overlays`, absolute and POSIX. */
  readonly root: string;
}

/** One environment as a commit renders it. */
export interface RenderedCommit extends RenderedBranch {
  readonly units: readonly { readonly name: string; readonly resources: readonly Resource[] }[];
}

/** What is known of a rendering beside its commit. */
export interface RenderedAs {
  readonly environment: string;
  readonly repoURL: string;
  readonly tools: Tools;
  /** Only these units, of those that there are. */
  readonly only?: ReadonlySet<string>;
}

/** A commit by the beginning of its id. */
export function nameCommit({ sha }: LocalCommit): Commit {
  return { name: sha.slice(0, 7), id: sha };
}

/** A commit that has to be in this clone. Throws a GitError that says how to get it. */
export function needCommit({ workingTree }: Clone, id: string, what: string): LocalCommit {
  const commit = readCommit(workingTree, id);
  if (commit) return commit;
  throw new GitError(
    `${what} is ${id}, which is not in this clone; run git fetch origin ${id}, or git fetch --unshallow where the clone is shallow`,
  );
}

/**
 * Renders an environment as a commit has it, without a checkout and without the cache: what is proven or published takes
 * nothing from an earlier run. Throws where an overlay does not render, or the commit has no such environment.
 */
export function renderCommit(
  { workingTree, root }: Clone,
  commit: LocalCommit,
  { environment, repoURL, tools, only }: RenderedAs,
): RenderedCommit {
  const top = toPosixPath(workingTree);
  const named = nameCommit(commit);
  const files = revisionFileSystem(workingTree, named, top);
  const all = findOverlays(files, root);
  const own = all.filter((overlay) => overlay.environment === environment);
  const overlays = only ? own.filter(({ unit }) => only.has(unit)) : own;
  if (own.length === 0) {
    throw new UsageError(`commit ${named.name} has no overlays/${environment}/<unit> to render`);
  }
  const outcomes = buildOverlays(overlays, files, `rendering ${named.name}`);
  const failures: [string, string][] = [];
  const units = overlays.flatMap(({ id, unit }) => {
    const outcome = outcomes.get(id);
    if (outcome?.status === 'rendered') {
      return [{ name: unit, yaml: outcome.yaml, resources: outcome.resources }];
    }
    failures.push([id, outcome?.error ?? '']);
    return [];
  });
  if (failures.length > 0) throw new UsageError(formatFailures(failures).trimEnd());
  const dry: DryCommit = { ...commit, repoURL };
  const relative = posix.relative(top, root);
  return { ...renderBranch({ environment, root: relative, units, dry, tools }), units };
}

/** Where the repository is that a clone came from: what the CI system says, else `origin`. */
export function repositoryUrl({ workingTree }: Clone, env: NodeJS.ProcessEnv): string {
  const [server, repository] = [env['GITHUB_SERVER_URL'], env['GITHUB_REPOSITORY']];
  return server && repository ? `${server}/${repository}` : originUrl(workingTree);
}
