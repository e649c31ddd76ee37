import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { runGit } from './run.ts';

/** blob, tree, commit or tag, and what stands in it. */
export interface GitObject {
  readonly type: string;
  readonly bytes: Buffer;
}

const SHA = /^[0-9a-f]{40}$/;

/** By repository and id. An object is named by its content: what was read or written once is known. */
const known = new Map<string, Map<string, GitObject>>();

/** Reads from git's own files: a process for each object would cost the most of every test. */
export function readObject(git: string, sha: string): GitObject | undefined {
  if (!SHA.test(sha)) return undefined;
  const objects = objectsOf(git);
  const found = objects.get(sha) ?? readLoose(git, sha) ?? readPacked(git, sha);
  if (found) objects.set(sha, found);
  return found;
}

/** The same where it has to be there, and of that type. */
export function needObject(git: string, sha: string, type: string): Buffer {
  const object = readObject(git, sha);
  if (object?.type === type) return object.bytes;
  throw new Error(`${git} has no ${type} ${sha}`);
}

/** Writes a loose object, as `git hash-object -w` does. */
export function writeObject(git: string, type: string, bytes: Uint8Array): string {
  const whole = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]);
  const sha = createHash('sha1').update(whole).digest('hex');
  const objects = objectsOf(git);
  if (objects.has(sha)) return sha;
  const file = looseFile(git, sha);
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, deflateSync(whole, { level: 1 }), { mode: 0o444 });
  }
  objects.set(sha, { type, bytes: Buffer.from(bytes) });
  return sha;
}

/** Lets go of what is known of the repositories below a folder. */
export function forgetObjects(folder: string): void {
  for (const git of known.keys()) if (git.startsWith(folder)) known.delete(git);
}

function objectsOf(git: string): Map<string, GitObject> {
  const objects = known.get(git) ?? new Map<string, GitObject>();
  known.set(git, objects);
  return objects;
}

function looseFile(git: string, sha: string): string {
  return path.join(git, 'objects', sha.slice(0, 2), sha.slice(2));
}

function readLoose(git: string, sha: string): GitObject | undefined {
  const file = looseFile(git, sha);
  if (!existsSync(file)) return undefined;
  const whole = inflateSync(readFileSync(file));
  const end = whole.indexOf(0);
  const [type = ''] = whole.toString('latin1', 0, end).split(' ');
  return { type, bytes: whole.subarray(end + 1) };
}

/** What was pushed may be in a pack, which only git reads. */
function readPacked(git: string, sha: string): GitObject | undefined {
  const packs = path.join(git, 'objects/pack');
  if (!existsSync(packs) || readdirSync(packs).length === 0) return undefined;
  const { stdout } = runGit(git, ['cat-file', '--batch'], `${sha}\n`);
  const end = stdout.indexOf(0x0a);
  const [, type = '', size = ''] = stdout.toString('latin1', 0, end).split(' ');
  if (size === '') return undefined;
  return { type, bytes: stdout.subarray(end + 1, end + 1 + Number(size)) };
}
