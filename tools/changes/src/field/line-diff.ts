import type { Place } from '../place.ts';
import { commonSubsequence } from './common-subsequence.ts';

export interface Line {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  /** Set on a last line that no line break follows. */
  readonly open?: true;
}

/** A run of changed lines with the lines around them. Line numbers count from 1. */
export interface Hunk {
  readonly before: number;
  readonly after: number;
  /** The line of the file that each side begins on; undefined where no file holds the text line by line. */
  readonly beforePlace?: Place | undefined;
  readonly afterPlace?: Place | undefined;
  readonly lines: readonly Line[];
}

const CONTEXT = 2;

/** Whether comparing the texts line by line says more than showing both. */
export function hasLines(text: string): boolean {
  const first = text.indexOf('\n');
  return first >= 0 && first < text.length - 1;
}

/** The lines in which two texts differ, with two lines around each place. */
export function diffLines(before: string, after: string): Hunk[] {
  const old = splitLines(before);
  const now = splitLines(after);
  const all: { line: Line; before: number; after: number }[] = [];
  let x = 0;
  let y = 0;
  function pushUntil(oldEnd: number, nowEnd: number): void {
    for (; x < oldEnd; x++)
      all.push({ line: lineOf('removed', old[x]), before: x + 1, after: y + 1 });
    for (; y < nowEnd; y++)
      all.push({ line: lineOf('added', now[y]), before: x + 1, after: y + 1 });
  }
  for (const [oldIndex, nowIndex] of commonSubsequence(old, now)) {
    pushUntil(oldIndex, nowIndex);
    all.push({ line: lineOf('same', old[x]), before: x + 1, after: y + 1 });
    x++;
    y++;
  }
  pushUntil(old.length, now.length);

  const hunks: { before: number; after: number; lines: Line[] }[] = [];
  let shownUntil = -1;
  all.forEach(({ line }, i) => {
    if (line.kind === 'same') return;
    const from = Math.max(i - CONTEXT, 0);
    const first = all[Math.max(from, shownUntil + 1)];
    if (!first) return;
    if (from > shownUntil + 1 || hunks.length === 0) {
      hunks.push({ before: first.before, after: first.after, lines: [] });
    }
    const until = Math.min(i + CONTEXT, all.length - 1);
    for (const { line: shown } of all.slice(Math.max(from, shownUntil + 1), until + 1)) {
      hunks.at(-1)?.lines.push(shown);
    }
    shownUntil = Math.max(shownUntil, until);
  });
  return hunks;
}

/** Lines with their line break, so that a missing one at the end is a difference. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function lineOf(kind: Line['kind'], raw = ''): Line {
  return raw.endsWith('\n') ? { kind, text: raw.slice(0, -1) } : { kind, text: raw, open: true };
}
