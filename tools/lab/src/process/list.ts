import { readdirSync, readlinkSync } from 'node:fs';

/** Numbers of all processes of the machine, at this moment. */
export function processNumbers(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Where a link leads; '' of one that is gone, or that nobody here may read. */
export function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
