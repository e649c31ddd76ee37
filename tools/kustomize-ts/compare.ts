/**
 * Holds this engine against the real kustomize 5.8.1: `node tools/kustomize-ts/compare.ts [--services N]`.
 * Every overlay of this repository and of a generated monorepo of N services (default 500) is built by both, and the
 * bytes have to be equal. The binary is taken from KUSTOMIZE, else from the PATH; `go install
 * sigs.k8s.io/kustomize/kustomize/v5@v5.8.1` makes it.
 */
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';
import { build, createBuildCache } from './src/index.ts';
import { generateMonorepo } from './bench/generate-monorepo.ts';

const binary = process.env['KUSTOMIZE'] ?? 'kustomize';
const run = promisify(execFile);

/** The overlays of a repository, as absolute folders. */
function overlaysOf(repository: string): string[] {
  return globSync('overlays/*/*/kustomization.yaml', { cwd: repository })
    .map((file) => path.join(repository, path.dirname(file)))
    .toSorted();
}

/** Builds every overlay with both; returns those that differ. */
async function compare(overlays: readonly string[]): Promise<string[]> {
  const cache = createBuildCache();
  const different: string[] = [];
  const queue = [...overlays];
  const work = async (): Promise<void> => {
    for (let overlay = queue.pop(); overlay !== undefined; overlay = queue.pop()) {
      const { stdout } = await run(binary, ['build', overlay], { maxBuffer: 64 << 20 });
      if (build(overlay, { cache, strict: true }).yaml !== stdout) different.push(overlay);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return different;
}

async function report(title: string, overlays: readonly string[]): Promise<boolean> {
  const started = performance.now();
  const different = await compare(overlays);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${title}: ${overlays.length - different.length} of ${overlays.length} overlays equal (${seconds} s)`,
  );
  for (const overlay of different) console.log(`  differs: ${overlay}`);
  return overlays.length > 0 && different.length === 0;
}

const { values } = parseArgs({ options: { services: { type: 'string', default: '500' } } });
const version = await run(binary, ['version']).catch((cause: unknown) => {
  throw new Error(
    `${binary} cannot be run: install kustomize v5.8.1 with go install, or name it in KUSTOMIZE`,
    { cause },
  );
});
console.log(`compared with kustomize ${version.stdout.trim()}`);

const repository = path.resolve(import.meta.dirname, '..', '..');
const temporary = mkdtempSync(path.join(tmpdir(), 'kustomize-ts-compare-'));
try {
  generateMonorepo(temporary, Number(values.services));
  const own = await report('this repository', overlaysOf(repository));
  const generated = await report('generated monorepo', overlaysOf(temporary));
  process.exitCode = own && generated ? 0 : 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
