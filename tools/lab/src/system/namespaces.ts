import { existsSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { isLabNamespace } from '../layout.ts';
import { processNumbers, targetOf } from '../process/list.ts';
import { finish, run } from '../process/run.ts';
import { readMountinfo } from './mounts.ts';

const FOLDER = '/run/netns';

/** Network namespaces of the lab that exist, by name. */
export function labNamespaces(): readonly string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER).filter(isLabNamespace);
}

/**
 * Numbers of all processes in the lab's network namespaces. The mark in their environment does not find all of them:
 * redis writes its title over it.
 */
export function namespaceProcesses(): readonly number[] {
  return processesIn(labNamespaces().flatMap((name) => inodeOf(path.join(FOLDER, name)) ?? []));
}

/** @param inodes what the kernel calls network namespaces by */
export function processesIn(inodes: readonly number[]): readonly number[] {
  const links = new Set(inodes.map((inode) => `net:[${inode}]`));
  return processNumbers().filter((pid) => links.has(targetOf(`/proc/${pid}/ns/net`)));
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

export async function addNamespace(name: string): Promise<void> {
  await run('ip', ['netns', 'add', name]);
}

/** Commands of `ip`, all in one process, in a namespace. */
export async function configure(namespace: string, commands: readonly string[]): Promise<void> {
  await run('ip', ['-netns', namespace, '-batch', '-'], { input: `${commands.join('\n')}\n` });
}

/** Settings of the kernel that each network namespace has for itself. */
export async function setKernel(
  namespace: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  await run('nsenter', [`--net=${path.join(FOLDER, namespace)}`, 'sysctl', '-qw', ...pairs]);
}

/** Removes the lab's namespaces and all links in them; returns those that stay. */
export async function removeNamespaces(): Promise<readonly string[]> {
  for (const name of labNamespaces()) {
    await finish('ip', ['netns', 'delete', name]);
    // The file of a namespace whose maker was killed before the mount.
    if (existsSync(path.join(FOLDER, name))) await finish('rm', ['-f', path.join(FOLDER, name)]);
  }
  await removeFolder();
  return labNamespaces();
}

/** `ip netns add` mounts the folder on itself; with no namespace left nobody needs that. */
async function removeFolder(): Promise<void> {
  if (!existsSync(FOLDER) || readdirSync(FOLDER).length > 0) return;
  const mounts = readMountinfo()
    .split('\n')
    .filter((line) => line.split(' ')[4] === FOLDER).length;
  for (let done = 0; done < mounts; done++) await finish('umount', [FOLDER]);
  try {
    rmdirSync(FOLDER);
  } catch {
    // Somebody else has just made a namespace.
  }
}
