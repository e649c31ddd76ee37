import { globSync, readFileSync, rmdirSync, rmSync } from 'node:fs';

import { inLab } from '../paths.ts';

/** containerd puts the sockets of its shims there, whatever its own folder is. */
const FOLDER = '/run/containerd/s';

/** Removes the sockets of shims that were killed: the state of every container names its own. */
export function removeShimSockets(): void {
  const states = globSync(
    inLab('run', '*', 'state', 'io.containerd.runtime.v2.task', '*', '*', '*'),
  );
  const named = new RegExp(`${FOLDER}/[0-9a-f]{64}`, 'g');
  for (const file of states.filter((state) => /\/(?:address|bootstrap\.json)$/.test(state))) {
    for (const socket of readText(file).match(named) ?? []) rmSync(socket, { force: true });
  }
  // Another containerd's sockets keep their folder.
  for (const folder of [FOLDER, '/run/containerd']) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
