import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { LabError } from '../lab-error.ts';
import { PACKAGE } from '../paths.ts';
import { MARK } from '../process/mark.ts';
import { run } from '../process/run.ts';
import { locateEntry, makeEntry } from './cache.ts';
import type { GoModule, GoProgram } from './modules.ts';

/** Static, without paths of this machine, always with the same flags: other flags share nothing with Go's own cache. */
const FLAGS = ['-trimpath', '-buildvcs=false'];
const LINKER_FLAGS = ['-s', '-w'];

/** A cold build of the largest takes ten minutes on two slow cores. */
const DEADLINE = 45 * 60_000;

/** Where the programs of a module are or will be: the name says all that they are made of. */
export function locateModule(module: GoModule): string {
  return locateEntry(entryOf(module));
}

/**
 * Builds the programs of a module unless the cache has them.
 * @returns milliseconds; undefined if they were built before
 */
export async function buildModule(
  module: GoModule,
  say: (line: string) => void,
): Promise<number | undefined> {
  const begun = performance.now();
  const isNew = await makeEntry(entryOf(module), async (folder) => {
    for (const program of module.programs) {
      say(`${program.name}: building (${program.package})`);
      await buildProgram(module, program, path.join(folder, program.name));
    }
  });
  return isNew ? performance.now() - begun : undefined;
}

async function buildProgram(
  module: GoModule,
  { linkerFlags = [], package: source, test }: GoProgram,
  file: string,
): Promise<void> {
  const verb = test === true ? ['test', '-c', '-vet=off'] : ['build'];
  const flags = [...FLAGS, '-ldflags', [...LINKER_FLAGS, ...linkerFlags].join(' ')];
  await run('go', [...verb, ...flags, '-o', file, source], {
    folder: sourceFolder(module),
    environment: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', [MARK]: '' },
    deadline: DEADLINE,
  });
}

function entryOf(module: GoModule): string {
  return `${module.name}-${keyOf(module)}`;
}

function keyOf(module: GoModule): string {
  const folder = sourceFolder(module);
  const hash = createHash('sha256');
  const isTest = module.programs.some((program) => program.test === true);
  for (const file of sourceFiles(folder, isTest)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(folder, file)))
      .update('\0');
  }
  hash.update(JSON.stringify([FLAGS, LINKER_FLAGS, module.programs, process.arch]));
  return hash.digest('hex').slice(0, 16);
}

/** What a module is made of: its own Go files, go.mod and go.sum; tests only where they are what is built. */
function sourceFiles(folder: string, isTest: boolean): readonly string[] {
  if (!existsSync(folder)) {
    throw new LabError(
      `${folder} is missing: the lab is built from a checkout of the whole repository`,
    );
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?:^|\/)go\.(?:mod|sum)$|\.go$/.test(file))
    .filter((file) => isTest || !file.endsWith('_test.go'))
    .toSorted();
}

function sourceFolder(module: GoModule): string {
  return path.join(PACKAGE, '..', '..', module.folder);
}
