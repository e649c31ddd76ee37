/**
 * Times single builds in one process that has built before: `node build-warm.ts FOLDER COUNT`.
 * Nothing is shared between the builds: every one reads and parses its own files.
 */
import { globSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { build } from '../src/index.ts';

if (import.meta.main) {
  const [folder, count] = process.argv.slice(2);
  if (!folder || !count) throw new Error('usage: node build-warm.ts FOLDER COUNT');
  const overlays = globSync('overlays/*/*/kustomization.yaml', { cwd: folder })
    .slice(0, 2 * Number(count))
    .map((file) => path.resolve(folder, path.dirname(file)));
  const times = overlays.map((overlay) => {
    const started = performance.now();
    build(overlay);
    return performance.now() - started;
  });
  // The first half warms the engine of JavaScript up.
  console.log(JSON.stringify(times.slice(times.length / 2)));
}
