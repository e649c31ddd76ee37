import process from 'node:process';

import { printable } from '@fingerpost/text';
import { KustomizeError } from 'kustomize-ts';

import { UsageError } from './usage-error.ts';

/**
 * An error as the one line that a user gets to see. What is no user's mistake says so;
 * its stack trace follows only with FINGERPOST_DEBUG=1.
 */
export function describeError(error: unknown): string {
  const trace =
    process.env['FINGERPOST_DEBUG'] === '1' && error instanceof Error
      ? `\n${(error.stack ?? '').split('\n').map(printable).join('\n')}`
      : '';
  return `${printable(oneLine(error))}${trace}`;
}

function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return `unexpected failure: ${String(error)}`;
  if (error instanceof KustomizeError || error instanceof UsageError || isKnown(error)) {
    return error.message;
  }
  if ('code' in error && 'path' in error && 'syscall' in error) {
    return `${String(error.path)}: cannot be used, ${error.message.split(',', 1)[0]}; check the path and its permissions`;
  }
  return `unexpected failure: ${error.message}; this is a bug, FINGERPOST_DEBUG=1 shows where`;
}

const KNOWN: ReadonlySet<string> = new Set([
  'BranchError',
  'ClusterError',
  'GitError',
  'LabError',
  'PublishError',
]);

/** By its name: the class would bring everything that compares revisions with it. */
function isKnown({ name }: Error): boolean {
  return KNOWN.has(name);
}
