import type { Origin } from 'kustomize-ts';

import type { Station } from './stations.ts';
import { isKustomization } from './source-files.ts';
import type { FileContents, KnownFiles, TouchedFile } from './source-files.ts';

/** The touched files whose content became the value under the key, on both sides as far as it is there. */
export function filesOfContent(
  key: string,
  old: Origin | undefined,
  now: Origin | undefined,
  touched: Iterable<TouchedFile>,
  known: KnownFiles,
): string[] {
  const found: string[] = [];
  for (const candidate of touched) {
    if (isKustomization(candidate.file)) continue;
    if (fits(key, old, now, known.contents(candidate))) found.push(candidate.file);
  }
  return found;
}

function fits(
  key: string,
  old: Origin | undefined,
  now: Origin | undefined,
  { before, after }: FileContents,
): boolean {
  const was = holds(before, key, old?.value);
  const is = holds(after, key, now?.value);
  return was !== false && is !== false && (was ?? is) !== undefined;
}

/** Whether the file gives that value to the key; undefined where there is no value. */
function holds(
  content: FileContents['before'],
  key: string,
  value: string | undefined,
): boolean | undefined {
  if (value === undefined) return undefined;
  if (!content) return false;
  const { bytes, lines } = content;
  if (bytes.equals(Buffer.from(value)) || lines.has(`${key}=${value}`)) return true;
  // Data of a Secret, and bytes that are no text.
  const decoded = Buffer.from(value, 'base64');
  return bytes.equals(decoded) || lines.has(`${key}=${decoded.toString()}`);
}

/** The value of a station before and after, whichever side it is of. */
export function bothSides(
  { origin, other }: Station,
  side: 'before' | 'after',
): readonly [old: Origin | undefined, now: Origin | undefined] {
  return side === 'after' ? [other?.origin, origin] : [origin, other?.origin];
}
