import { readFileSync } from 'node:fs';

import { run } from '../process/run.ts';

/**
 * Mount points below a folder, the latest first, from the text of /proc/self/mountinfo (proc(5)): the fifth field, in which
 * space, tab, newline and backslash are octal.
 */
export function mountsBelow(mountinfo: string, folder: string): readonly string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .map((point) =>
      point.replaceAll(/\\([0-7]{3})/g, (_, code: string) =>
        String.fromCodePoint(Number.parseInt(code, 8)),
      ),
    )
    .filter((point) => point.startsWith(`${folder}/`))
    .toReversed();
}

export function readMountinfo(): string {
  return readFileSync('/proc/self/mountinfo', 'utf8');
}

/** Unmounts all that is mounted below a folder, also what is still in use. Returns what could not be. */
export async function unmountBelow(folder: string): Promise<readonly string[]> {
  for (let round = 0; round < 5; round++) {
    const points = mountsBelow(readMountinfo(), folder);
    if (points.length === 0) return [];
    // In one call: a pod has several, and a process costs more than a mount. One that is gone fails the call, not the others.
    await run('sh', ['-c', 'umount --lazy -- "$@" 2>/dev/null || true', 'umount', ...points]);
  }
  return mountsBelow(readMountinfo(), folder);
}
