import { ask, run, runGit } from './run.ts';

/** blob, tree, commit or tag; nothing where there is no such object. */
export function typeOf(git: string, sha: string): string | undefined {
  return /^[0-9a-f]{40}$/.test(sha) ? ask(git, ['cat-file', '-t', sha]) : undefined;
}

export function readBlob(git: string, sha: string): Buffer {
  return runGit(git, ['cat-file', 'blob', sha]).stdout;
}

/** Many at a time, in one process. */
export function readBlobs(git: string, shas: readonly string[]): Buffer[] {
  const { stdout } = runGit(git, ['cat-file', '--batch'], shas.map((sha) => `${sha}\n`).join(''));
  let at = 0;
  return shas.map(() => {
    const start = stdout.indexOf(0x0a, at) + 1;
    const size = Number(stdout.toString('latin1', at, start).trim().split(' ')[2]);
    at = start + size + 1;
    return stdout.subarray(start, start + size);
  });
}

export function writeBlob(git: string, bytes: Uint8Array): string {
  return run(git, ['hash-object', '-w', '--stdin'], bytes).trim();
}

/** Many at a time, in one process. */
export function writeBlobs(git: string, contents: readonly string[]): string[] {
  if (contents.length === 0) return [];
  const blobs = contents.map((content, index) => `blob\nmark :${index + 1}\n${dataOf(content)}`);
  const questions = contents.map((_, index) => `get-mark :${index + 1}\n`);
  return run(git, ['fast-import', '--quiet'], [...blobs, ...questions].join(''))
    .trim()
    .split('\n');
}

/** As fast-import takes it: by its length in bytes. */
export function dataOf(content: string): string {
  return `data ${Buffer.byteLength(content)}\n${content}\n`;
}
