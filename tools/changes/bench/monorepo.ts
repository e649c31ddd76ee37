import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { edits } from './edits.ts';
import type { EditName } from './edits.ts';

/** A generated monorepo in a git repository of its own. */
export interface Monorepo {
  readonly root: string;
  /** Makes an edit that was never made before, so that nothing of it can be kept from earlier runs. */
  edit(name: EditName): void;
  /** Takes all edits back. */
  reset(): void;
  /** Forgets what earlier runs have kept. */
  forget(): void;
}

const GENERATOR = path.resolve(
  import.meta.dirname,
  '..',
  '..',
  'kustomize-ts/bench/generate-monorepo.ts',
);

/** Two overlays for each service, on five bases. */
export function createMonorepo(root: string, services: number): Monorepo {
  execFileSync(process.execPath, [GENERATOR, root, String(services)]);
  const git = (...args: readonly string[]): void => {
    const author = ['-c', 'user.name=Benchmark', '-c', 'user.email=benchmark@example.com'];
    execFileSync('git', [...author, ...args], { cwd: root, stdio: 'pipe' });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=Begin');
  let number = 0;
  return {
    root,
    edit(name) {
      number += 1;
      for (const { file, change } of edits[name]) {
        const place = path.join(root, file);
        const text = fs.readFileSync(place, 'utf8');
        const edited = change(text, number);
        if (edited === text) throw new Error(`${file} is not what the edit was made for`);
        fs.writeFileSync(place, edited);
      }
    },
    reset: () => git('checkout', '--quiet', '--', '.'),
    forget: () => fs.rmSync(path.join(root, '.fingerpost'), { recursive: true, force: true }),
  };
}
