import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ask, run, runGit } from './run.ts';

/** blob, tree, commit or tag; nothing where there is no such object. */
export function typeOf(git: string, sha: string): string | undefined {
  return /^[0-9a-f]{40}$/.test(sha) ? ask(git, ['cat-file', '-t', sha]) : undefined;
}

export function readBlob(git: string, sha: string): Buffer {
  return runGit(git, ['cat-file', 'blob', sha]).stdout;
}

export function writeBlob(git: string, bytes: Uint8Array): string {
  return run(git, ['hash-object', '-w', '--stdin'], bytes).trim();
}

/** Many at a time, in one process. */
export function writeBlobs(git: string, contents: readonly string[]): string[] {
  if (contents.length === 0) return [];
  const scratch = mkdtempSync(path.join(git, 'blobs-'));
  try {
    const files = contents.map((content, index) => {
      const file = path.join(scratch, String(index));
      writeFileSync(file, content);
      return file;
    });
    return run(git, ['hash-object', '-w', '--no-filters', '--stdin-paths'], files.join('\n'))
      .trim()
      .split('\n');
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
