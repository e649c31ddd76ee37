import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { LabError } from '../lab-error.ts';
import { cacheFolder, PACKAGE } from '../paths.ts';
import { MARK } from '../process/mark.ts';
import { run } from '../process/run.ts';
import type { GoModule } from './modules.ts';

/** Static, without paths of this machine, always with the same flags: other flags share nothing with Go's own cache. */
const FLAGS = ['-trimpath', '-buildvcs=false'];
const LINKER_FLAGS = ['-s', '-w'];

/** A cold build of the largest takes ten minutes on two slow cores. */
const DEADLINE = 45 * 60_000;

export interface BuiltModule {
  readonly module: string;
  readonly key: string;
  /** The folder that holds the programs. */
  readonly folder: string;
  /** Milliseconds; undefined if it was built before. */
  readonly took?: number;
}

/** Where the programs of a module are or will be: the name says all that they are made of. */
export function locateModule(module: GoModule): BuiltModule {
  const key = keyOf(module);
  return { module: module.name, key, folder: path.join(cacheFolder(), `${module.name}-${key}`) };
}

/**
 * Builds the programs of a module unless the cache has them.
 * They are made in a folder of another name and moved in one step, so that two builds at a time never see half of one.
 */
export async function buildModule(
  module: GoModule,
  say: (line: string) => void,
): Promise<BuiltModule> {
  const located = locateModule(module);
  if (existsSync(located.folder)) return located;
  const begun = performance.now();
  mkdirSync(cacheFolder(), { recursive: true });
  const folder = mkdtempSync(path.join(cacheFolder(), `.${module.name}-`));
  try {
    for (const program of module.programs) {
      say(`${program.name}: building (${program.package})`);
      const flags = [...LINKER_FLAGS, ...(program.linkerFlags ?? [])].join(' ');
      const verb = program.test === true ? ['test', '-c', '-vet=off'] : ['build'];
      await run(
        'go',
        [
          ...verb,
          ...FLAGS,
          '-ldflags',
          flags,
          '-o',
          path.join(folder, program.name),
          program.package,
        ],
        {
          folder: sourceFolder(module),
          environment: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', [MARK]: '' },
          deadline: DEADLINE,
        },
      );
    }
    keep(folder, located.folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...located, took: performance.now() - begun };
}

/** Moves a finished folder to its name; another build may have been first, with the same content. */
export function keep(made: string, name: string): void {
  try {
    renameSync(made, name);
  } catch (cause) {
    if (!existsSync(name)) throw cause;
  }
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
