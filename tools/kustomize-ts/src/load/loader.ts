import path from 'node:path';
import { KustomizeError } from '../error.ts';
import type { Place } from '../error.ts';
import { decodeText } from '../yaml/decode-text.ts';
import type { Source } from '../yaml/node.ts';
import type { BuildContext } from './context.ts';

/** A folder that is being built, and those that led to it. */
export interface Root {
  /** Absolute, with symbolic links resolved. */
  readonly directory: string;
  readonly referrer: Root | undefined;
  /** The way here from the folder that is built, as the kustomizations write it. */
  readonly trail: string;
}

/** A file as it was found. */
export interface LoadedFile {
  /** Absolute path, with symbolic links resolved where loads are restricted. */
  readonly path: string;
  readonly source: Source;
  readonly bytes: Uint8Array;
}

const posix = path.posix;

/** How a path is shown in messages. */
export function displayPath(context: BuildContext, file: string): string {
  return context.fileSystem.displayPath?.(file) ?? file;
}

/** The folder that a build starts in. Errors: no such folder ('not-found'). */
export function openRoot(context: BuildContext, directory: string): Root {
  if (lookUp(context, directory) !== 'directory') {
    throw new KustomizeError('not-found', 'there is no such folder', {
      place: { path: displayPath(context, directory) },
      fix: 'name a folder that has a kustomization.yaml',
    });
  }
  return {
    directory: context.fileSystem.realPath(directory) ?? directory,
    referrer: undefined,
    trail: '',
  };
}

const REMOTE = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|git::|github\.com[/:]|[\w.-]+@[\w.-]+:)/i;

/** Refuses what would have to be fetched. */
function refuseRemote(name: string, place: Place | undefined): void {
  if (!REMOTE.test(name)) return;
  throw new KustomizeError(
    'unsupported',
    `${name} is remote, and nothing is fetched during a build`,
    {
      place,
      fix: 'copy it into the repository and name the copy',
    },
  );
}

/** What a name in a kustomization leads to. */
export function kindOfTarget(
  context: BuildContext,
  root: Root,
  name: string,
): 'file' | 'directory' | undefined {
  return name === '' ? undefined : lookUp(context, posix.resolve(root.directory, name));
}

/** What stands at an absolute path. */
export function lookUp(context: BuildContext, target: string): 'file' | 'directory' | undefined {
  context.lookups.add(target);
  return context.fileSystem.kind(target);
}

/**
 * Enters another folder. Errors: absolute ('outside-root'), absent ('not-found'), a folder that is being built already
 * or one above it ('cycle').
 */
export function enterRoot(
  context: BuildContext,
  root: Root,
  name: string,
  place: Place | undefined,
): Root {
  refuseRemote(name, place);
  if (posix.isAbsolute(name)) {
    throw new KustomizeError('outside-root', `${name} is an absolute path`, {
      place,
      fix: 'write it relative to this file',
    });
  }
  const target = posix.resolve(root.directory, name);
  if (name === '' || lookUp(context, target) !== 'directory') throw notFound(name, place);
  const directory = context.fileSystem.realPath(target) ?? target;
  for (let visited: Root | undefined = root; visited; visited = visited.referrer) {
    if (!isWithin(visited.directory, directory)) continue;
    throw new KustomizeError(
      'cycle',
      directory === visited.directory
        ? `${name} is being built already: the bases form a cycle`
        : `${name} contains the folder that refers to it`,
      { place, fix: 'move what both need into a base of its own' },
    );
  }
  return { directory, referrer: root, trail: posix.join(root.trail, name) };
}

/** Whether `file` is `directory` or below it. */
function isWithin(file: string, directory: string): boolean {
  return (
    file === directory || file.startsWith(directory.endsWith('/') ? directory : `${directory}/`)
  );
}

function notFound(name: string, place: Place | undefined): KustomizeError {
  return new KustomizeError('not-found', `${JSON.stringify(name)} does not exist`, {
    place,
    fix: 'correct the path, which is relative to this file, or add what it names',
  });
}

/**
 * Reads a file that a kustomization names. Errors: absent or a folder ('not-found'); outside of the folder
 * of the kustomization while loads are restricted, with symbolic links resolved ('outside-root'); a URL ('unsupported').
 */
export function loadFile(
  context: BuildContext,
  root: Root,
  name: string,
  place: Place | undefined,
): LoadedFile {
  refuseRemote(name, place);
  const target = posix.resolve(root.directory, name);
  const kind = name === '' ? undefined : lookUp(context, target);
  if (kind === undefined) throw notFound(name, place);
  if (kind === 'directory') {
    throw new KustomizeError('wrong-type', `${name} is a folder, not a file`, {
      place,
      fix: 'name a file',
    });
  }
  const real = context.restrictLoads ? (context.fileSystem.realPath(target) ?? target) : target;
  if (context.restrictLoads && !isWithin(real, root.directory)) {
    throw new KustomizeError('outside-root', `${name} is not in or below the folder of this file`, {
      place,
      fix: 'move it here, or make it a base of its own and name its folder',
    });
  }
  const bytes = readBytes(context, real);
  if (!bytes) throw notFound(name, place);
  context.inputs.add(real);
  return { path: real, source: { path: displayPath(context, real) }, bytes };
}

/** The bytes of a file; undefined where there is none. Errors: more of them than the build allows ('limit'). */
export function readBytes(context: BuildContext, file: string): Uint8Array | undefined {
  const { fileSystem, maxFileSize } = context;
  const size = fileSystem.size?.(file) ?? 0;
  const bytes = size > maxFileSize ? undefined : fileSystem.readFile(file);
  const length = bytes?.length ?? size;
  if (length <= maxFileSize) return bytes;
  throw new KustomizeError(
    'limit',
    `the file has ${length} bytes, and ${maxFileSize} are allowed`,
    {
      place: { path: displayPath(context, file) },
      fix: 'split it, or raise maxFileSize (--max-file-size)',
    },
  );
}

/** The text of a YAML file. Errors: neither UTF-8 nor UTF-16 with a byte order mark ('yaml-syntax'). */
export function textOf(context: BuildContext, file: LoadedFile): string {
  let text = context.cache.texts.get(file.path);
  if (text === undefined) {
    text = decodeText(file.bytes, file.source);
    context.cache.texts.set(file.path, text);
  }
  return text;
}
