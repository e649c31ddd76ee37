import { blobIdOf } from '@fingerpost/changes';

import type { BranchFiles } from './branch-files.ts';
import { BranchError } from './branch-error.ts';
import { decodeUnitMetadata, encodeUnitMetadata } from './metadata.ts';
import type { RootMetadata, UnitMetadata } from './metadata.ts';
import { byPath, isMetadata, METADATA } from './paths.ts';
import { FILE_MODE } from './plan-branch.ts';
import type { BranchEntry } from './plan-branch.ts';
import { readTrailers } from './trailers.ts';

/** Where a branch is not what its dry commit renders to. */
export interface BranchDifference {
  /** A file, or a commit: `commit 1a2b3c4`. */
  readonly at: string;
  /** What is wrong with it; follows the place and a colon. */
  readonly what: string;
}

/** Files that are not what they are to be, but for what `hydrator.metadata` says. Sorted by path. */
export function compareFiles(
  expected: BranchFiles,
  entries: readonly BranchEntry[],
  hash: 'sha1' | 'sha256',
): BranchDifference[] {
  const present = new Map(entries.map((entry) => [entry.path, entry]));
  const paths = [...new Set([...expected.keys(), ...present.keys()])].toSorted(byPath);
  return paths.flatMap((path): BranchDifference[] => {
    const [bytes, entry] = [expected.get(path), present.get(path)];
    if (!bytes) return [{ at: path, what: `added by hand${describeMode(entry)}` }];
    if (!entry) return [{ at: path, what: 'removed by hand' }];
    if (entry.mode !== FILE_MODE) {
      return [{ at: path, what: `edited by hand${describeMode(entry)}` }];
    }
    if (isMetadata(path) || entry.id === blobIdOf(bytes, hash)) return [];
    return [{ at: path, what: 'edited by hand' }];
  });
}

const MODES: Readonly<Record<string, string>> = {
  '100755': ', it is executable',
  '120000': ', it is a symbolic link',
  '160000': ', it is a submodule',
};

function describeMode(entry: BranchEntry | undefined): string {
  if (!entry || entry.mode === FILE_MODE) return '';
  return MODES[entry.mode] ?? `, its mode is ${entry.mode}`;
}

/**
 * What the root's metadata says, against what the dry commit says. `repoURL` and `tools` cannot be known from the dry
 * commit, so they have to have been put into `expected`.
 */
export function compareRootMetadata(
  actual: RootMetadata,
  expected: RootMetadata,
): BranchDifference[] {
  const fields = ['drySha', 'author', 'date', 'subject', 'digest'] as const;
  return fields
    .filter((field) => actual[field] !== expected[field])
    .map((field) => ({
      at: METADATA,
      what: `edited by hand, ${field} is ${quote(actual[field])} and not ${quote(expected[field])}`,
    }));
}

/**
 * The metadata of a unit. It may be older than the branch, so it is held against what its own dry commit renders.
 * @param expected the same file, by that commit; undefined where it renders no such unit
 * @param present the same file, by the dry commit of the branch
 */
export function compareUnitMetadata(
  at: string,
  actual: UnitMetadata,
  expected: Uint8Array | undefined,
  present: Uint8Array | undefined,
): BranchDifference[] {
  const sha = actual.drySha.slice(0, 7);
  if (!expected) return [{ at, what: `edited by hand, ${sha} renders no such unit` }];
  const wanted = decodeUnitMetadata(expected);
  if (!present || decodeUnitMetadata(present).digest !== wanted.digest) {
    return [{ at, what: `edited by hand, ${sha} renders the unit to something else` }];
  }
  // The repository may have moved since.
  const written = encodeUnitMetadata({ ...wanted, repoURL: actual.repoURL });
  if (Buffer.compare(written, encodeUnitMetadata(actual)) === 0) return [];
  return [{ at, what: 'edited by hand' }];
}

/**
 * The message of the commit that wrote the branch, against the one that it is to have.
 * @param at what the commit is called
 */
export function compareMessage(at: string, actual: string, expected: string): BranchDifference[] {
  try {
    const [own, wanted] = [readTrailers(actual), readTrailers(expected)];
    if (!own) return [{ at, what: 'made by hand, it has no trailers Dry-Sha and Render-Digest' }];
    if (!wanted) throw new Error('a message of our own has trailers');
    const pairs = [
      ['Dry-Sha', own.drySha, wanted.drySha],
      ['Render-Digest', own.digest, wanted.digest],
      ...[...new Set([...own.reference.keys(), ...wanted.reference.keys()])].map((name) => [
        `Argocd-reference-commit-${name}`,
        own.reference.get(name) ?? '',
        wanted.reference.get(name) ?? '',
      ]),
    ];
    return pairs
      .filter(([, is, should]) => is !== should)
      .map(([key, is = '', should = '']) => ({
        at,
        what: `made by hand, its trailer ${key} is ${quote(is)} and not ${quote(should)}`,
      }));
  } catch (error) {
    if (!(error instanceof BranchError)) throw error;
    return [{ at, what: `made by hand, it ${error.message}` }];
  }
}

const MAX_SHOWN = 100;

function quote(text: string): string {
  const [...characters] = text.slice(0, 2 * MAX_SHOWN);
  const shown = characters.slice(0, MAX_SHOWN).join('');
  return `"${shown}${shown.length < text.length ? '...' : ''}"`;
}
