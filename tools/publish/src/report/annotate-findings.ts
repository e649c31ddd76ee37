import { posix } from 'node:path';

import type { Changes } from '@fingerpost/changes';
import { printable } from '@fingerpost/text';

import type { Annotation } from '../publish/check.ts';

const LEVELS = { error: 'failure', warning: 'warning', caution: 'notice' } as const;

/** More would be read by nobody, and are 50 to a request. */
const MAX_ANNOTATIONS = 500;
const MAX_TEXT = 2000;

/** New findings as annotations of a check, errors first; those that stand in no file of the repository are left out. */
export function annotateFindings({ meaning }: Changes): Annotation[] {
  const order = Object.keys(LEVELS);
  return (meaning?.findings.new ?? [])
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .filter(({ file }) => isInRepository(file))
    .slice(0, MAX_ANNOTATIONS)
    .map(({ file, line = 1, severity, rule, resource, message, fix }) => ({
      path: file,
      line,
      level: LEVELS[severity],
      title: short(rule),
      message: [resource, message, fix === '' ? '' : `fix: ${fix}`]
        .filter((text) => text !== '')
        .map(short)
        .join('\n'),
    }));
}

function isInRepository(file: string): boolean {
  const isPlain = file !== '' && file.length <= MAX_TEXT && printable(file) === file;
  return (
    isPlain && !posix.isAbsolute(file) && posix.normalize(file) === file && !file.startsWith('..')
  );
}

function short(text: string): string {
  return printable(text.slice(0, MAX_TEXT));
}
