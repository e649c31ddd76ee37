/**
 * Builds every overlay of a monorepo in one process, as `fingerpost render` does: `node build-overlays.ts FOLDER [--trace]`.
 * A process of its own: the time of the benchmark counts its start, and the memory is that of nothing else.
 */
import { globSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import process from 'node:process';

/** What building all overlays took. */
export interface Outcome {
  readonly overlays: number;
  /** Length of everything that was printed, in UTF-8. */
  readonly bytes: number;
  /** Peak of the resident set, in bytes. */
  readonly peak: number;
}

if (import.meta.main) {
  const [folder, flag] = process.argv.slice(2);
  const trace = flag === '--trace';
  if (!folder) throw new Error('usage: node build-overlays.ts FOLDER [--trace]');
  // As the bins do.
  module.enableCompileCache();
  const { build, createBuildCache } = await import('../src/index.ts');
  const cache = createBuildCache();
  let overlays = 0;
  let bytes = 0;
  for (const file of globSync('overlays/*/*/kustomization.yaml', { cwd: folder })) {
    bytes += Buffer.byteLength(
      build(path.resolve(folder, path.dirname(file)), { cache, trace }).yaml,
    );
    overlays++;
  }
  const outcome: Outcome = { overlays, bytes, peak: process.resourceUsage().maxRSS * 1024 };
  console.log(JSON.stringify(outcome));
}
