import { readFileSync, writeFileSync } from 'node:fs';

import { inLab } from '../paths.ts';

/** Settings of the whole machine that kubelet changes when it starts (its setupKernelTunables). */
const CHANGED_BY_KUBELET = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];

/** Writes down what the machine's settings are before the lab changes them. */
export function saveKernelSettings(): void {
  const values = CHANGED_BY_KUBELET.map((name) => [name, readSetting(name)] as const);
  writeFileSync(inLab('kernel-settings'), values.map((pair) => `${pair.join(' ')}\n`).join(''));
}

/** Puts the machine's settings back, if any were written down. */
export function restoreKernelSettings(): void {
  let text;
  try {
    text = readFileSync(inLab('kernel-settings'), 'utf8');
  } catch {
    return;
  }
  for (const line of text.split('\n')) {
    const [name, value] = line.split(' ');
    if (name === undefined || !value || readSetting(name) === value) continue;
    try {
      writeFileSync(`/proc/sys/${name}`, value);
    } catch {
      // Read-only here, and so kubelet did not change it either.
    }
  }
}

function readSetting(name: string): string {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return '';
  }
}
