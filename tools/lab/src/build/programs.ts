import { existsSync } from 'node:fs';
import path from 'node:path';

import { LabError } from '../lab-error.ts';
import { buildModule, locateModule } from './build-module.ts';
import { MODULES } from './modules.ts';

/** The programs that `up` runs, as files. */
export interface Programs {
  readonly hyper: string;
  /** The folder of containerd, its shim and ctr. */
  readonly containerd: string;
  readonly coredns: string;
  readonly podinfo: string;
  readonly prober: string;
}

/** Builds all that `up` needs, and the optional modules that are named. */
export async function buildPrograms(
  optional: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const unknown = optional.find((name) => !MODULES.some((module) => module.name === name));
  if (unknown !== undefined) {
    const names = MODULES.map(({ name }) => name).join(', ');
    throw new LabError(`there is no module ${unknown}: ${names}`);
  }
  for (const module of MODULES) {
    if (module.optional === true && !optional.includes(module.name)) continue;
    const took = await buildModule(module, say);
    say(`${module.name}: ${took === undefined ? 'built before' : `${(took / 1000).toFixed(1)} s`}`);
  }
}

/** Whether the cache has all that `up` needs. */
export function isBuilt(): boolean {
  return MODULES.every((module) => module.optional === true || existsSync(locateModule(module)));
}

/** Where a built program is. Fails if it was not built from the sources of this checkout. */
export function findProgram(moduleName: string, program: string): string {
  const module = MODULES.find(({ name }) => name === moduleName);
  const file = module === undefined ? '' : path.join(locateModule(module), program);
  if (!existsSync(file)) throw new LabError(`${program} is not built: nx run lab:build builds it`);
  return file;
}

export function findPrograms(): Programs {
  return {
    hyper: findProgram('hyper', 'hyper'),
    containerd: path.dirname(findProgram('containerd', 'containerd')),
    coredns: findProgram('coredns', 'coredns'),
    podinfo: findProgram('podinfo', 'podinfo'),
    prober: findProgram('prober', 'prober'),
  };
}
