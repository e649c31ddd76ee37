import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { CGROUP } from '../layout.ts';

const ROOT = '/sys/fs/cgroup';

/** One hierarchy of cgroups: its folder, and its controllers (with version 2 there is one hierarchy for all). */
export interface Hierarchy {
  readonly folder: string;
  readonly version: 1 | 2;
}

/** Hierarchies that are mounted, from the text of /proc/self/mountinfo: after the dash stands the type of the file system. */
export function parseHierarchies(mountinfo: string): readonly Hierarchy[] {
  return mountinfo.split('\n').flatMap((line): Hierarchy[] => {
    const [before, after] = line.split(' - ');
    const folder = before?.split(' ')[4];
    const type = after?.split(' ')[0];
    if (folder === undefined || !(folder === ROOT || folder.startsWith(`${ROOT}/`))) return [];
    if (type === 'cgroup') return [{ folder, version: 1 }];
    return type === 'cgroup2' ? [{ folder, version: 2 }] : [];
  });
}

/** Makes the cgroup that holds all pods of a node, in every hierarchy. */
export function makeNodeCgroup(hierarchies: readonly Hierarchy[], node: string): void {
  for (const { folder, version } of hierarchies) {
    const lab = path.join(folder, CGROUP);
    for (const made of [lab, path.join(lab, node)]) {
      mkdirSync(made, { recursive: true });
      if (version === 1) inheritCpus(made);
      else enableControllers(made);
    }
  }
}

/** The cgroup of a node as kubelet and runc name it. */
export function nodeCgroup(node: string): string {
  return `/${CGROUP}/${node}`;
}

/** Numbers of all processes in the lab's cgroups. */
export function cgroupProcesses(hierarchies: readonly Hierarchy[]): readonly number[] {
  const pids = new Set<number>();
  for (const folder of cgroupFolders(hierarchies)) {
    try {
      const text = readFileSync(path.join(folder, 'cgroup.procs'), 'utf8');
      for (const pid of text.split('\n')) if (pid !== '' && pid !== '0') pids.add(Number(pid));
    } catch {
      // Removed in between.
    }
  }
  return [...pids];
}

/** Removes the lab's cgroups. One whose last process is just ending is busy for a moment. Returns those that stay. */
export async function removeCgroups(
  hierarchies: readonly Hierarchy[],
  limit: number,
): Promise<readonly string[]> {
  const end = performance.now() + limit;
  for (;;) {
    for (const folder of cgroupFolders(hierarchies)) {
      try {
        rmdirSync(folder);
      } catch {
        // Tried again below.
      }
    }
    const left = cgroupFolders(hierarchies);
    if (left.length === 0 || performance.now() > end) return left;
    await sleep(50);
  }
}

/** The lab's cgroups of all hierarchies, children before parents. */
export function cgroupFolders(hierarchies: readonly Hierarchy[]): readonly string[] {
  return hierarchies.flatMap(({ folder }) => {
    const top = path.join(folder, CGROUP);
    return existsSync(top) ? [...foldersBelow(top), top] : [];
  });
}

function foldersBelow(folder: string): readonly string[] {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name))
    .flatMap((child) => [...foldersBelow(child), child]);
}

/** A new cpuset of version 1 has no processor and no memory, and nothing can be started in it. */
function inheritCpus(folder: string): void {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const own = path.join(folder, file);
    if (!existsSync(own) || readFileSync(own, 'utf8').trim() !== '') continue;
    writeFileSync(own, readFileSync(path.join(path.dirname(folder), file)));
  }
}

/** In version 2 a cgroup hands its controllers down only when told. */
function enableControllers(folder: string): void {
  const available = readFileSync(path.join(folder, 'cgroup.controllers'), 'utf8').trim();
  if (available === '') return;
  const wanted = available.split(' ').map((controller) => `+${controller}`);
  writeFileSync(path.join(folder, 'cgroup.subtree_control'), wanted.join(' '));
}
