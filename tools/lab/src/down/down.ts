import { existsSync } from 'node:fs';

import { LabError } from '../lab-error.ts';
import { inLab, labFolder } from '../paths.ts';
import { killAll } from '../process/kill.ts';
import { markedProcesses } from '../process/mark.ts';
import { runs } from '../process/pid-file.ts';
import {
  cgroupFolders,
  cgroupProcesses,
  parseHierarchies,
  removeCgroups,
} from '../system/cgroups.ts';
import type { Hierarchy } from '../system/cgroups.ts';
import { restoreKernelSettings } from '../system/kernel-settings.ts';
import { mountsBelow, readMountinfo, unmountBelow } from '../system/mounts.ts';
import { labNamespaces, namespaceProcesses, removeNamespaces } from '../system/namespaces.ts';
import { readUse } from '../up/use.ts';
import { assertLabFolder, removeLabFolder } from './lab-folder.ts';
import { removeOutsideFolder } from './outside-folder.ts';
import { removeShimSockets } from './shim-sockets.ts';

export interface DownOptions {
  readonly say: (line: string) => void;
}

/** What there is of a lab on this machine, whoever started it and however it ended. */
export interface Remains {
  readonly processes: readonly number[];
  readonly mounts: readonly string[];
  readonly namespaces: readonly string[];
  readonly cgroups: readonly string[];
  readonly folder: boolean;
}

const LIMIT = 20_000;

/**
 * Removes the lab, whole or in pieces: nothing of it is needed afterwards, so nothing is asked to end. Works by what the
 * kernel knows (the mark in the environment of processes, cgroups, mounts, namespaces and who is in them), not by what
 * `up` wrote down.
 */
export async function down({ say }: DownOptions): Promise<void> {
  const begun = performance.now();
  assertLabFolder(labFolder());
  const use = readUse();
  const hierarchies = parseHierarchies(readMountinfo());
  const left: string[] = [];
  const keep = (what: string, items: readonly (string | number)[]) => {
    if (items.length > 0) left.push(`${what} ${items.join(', ')}`);
  };
  const processes = await killAll(
    () => [
      // An `up` that still runs would go on making things.
      ...(use !== undefined && runs(use) ? [use.pid] : []),
      ...labProcesses(hierarchies),
    ],
    LIMIT,
  );
  keep('processes', processes);
  removeShimSockets();
  await removeOutsideFolder(labFolder());
  const mounts = await unmountBelow(labFolder());
  keep('mounts', mounts);
  keep('namespaces', await removeNamespaces());
  keep('cgroups', await removeCgroups(hierarchies, LIMIT));
  restoreKernelSettings();
  // Below a mount there may be files of others.
  if (mounts.length === 0) removeLabFolder(labFolder());
  if (left.length > 0)
    throw new LabError(`the lab is not gone: ${left.join('; ')} (run lab:down again)`);
  say(`the lab is gone (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
}

/** Looks for everything that `down` removes. */
export function remains(): Remains {
  const mountinfo = readMountinfo();
  const hierarchies = parseHierarchies(mountinfo);
  return {
    processes: [...labProcesses(hierarchies)],
    mounts: mountsBelow(mountinfo, labFolder()),
    namespaces: labNamespaces(),
    cgroups: cgroupFolders(hierarchies),
    folder: existsSync(inLab()),
  };
}

/** All that the lab started, directly or not: by the mark in their environment, by cgroup, by network namespace. */
function labProcesses(hierarchies: readonly Hierarchy[]): ReadonlySet<number> {
  return new Set([...markedProcesses(), ...cgroupProcesses(hierarchies), ...namespaceProcesses()]);
}

/** Whether nothing of a lab is left. */
export function isGone(): boolean {
  const { processes, mounts, namespaces, cgroups, folder } = remains();
  return !folder && [processes, mounts, namespaces, cgroups].every(({ length }) => length === 0);
}
