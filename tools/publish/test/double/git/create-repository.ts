import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.ts';

/** A bare repository in a new folder. Nothing is synced to the disk: it lives as long as a test. */
export function createRepository(directory: string): void {
  run(directory, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', directory]);
  const settings = '[core]\n\tfsync = none\n[gc]\n\tauto = 0\n[receive]\n\tautogc = false\n';
  appendFileSync(path.join(directory, 'config'), settings);
}
