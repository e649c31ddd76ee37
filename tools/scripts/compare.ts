/**
 * Holds `fingerpost render` against the real kustomize 5.8.1: `npm run compare [-- --services N]`.
 * Every overlay of this repository and of a generated monorepo of N services (default 500) is built by both, and the
 * bytes have to be equal. The binary is taken from KUSTOMIZE, else from the PATH; `go install
 * sigs.k8s.io/kustomize/kustomize/v5@v5.8.1` makes it.
 */
import { globSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { $, tmpdir } from 'zx';

const repository = path.resolve(import.meta.dirname, '..', '..');
const binary = process.env['KUSTOMIZE'] ?? 'kustomize';
const { values } = parseArgs({ options: { services: { type: 'string', default: '500' } } });

/** Builds every overlay of a repository with kustomize; returns those whose bytes differ from the rendered ones. */
async function differences(
  root: string,
  rendered: string,
  overlays: readonly string[],
): Promise<string[]> {
  const different: string[] = [];
  const queue = [...overlays];
  const work = async (): Promise<void> => {
    for (let overlay = queue.pop(); overlay !== undefined; overlay = queue.pop()) {
      const { stdout } = await $({ quiet: true, cwd: root })`${binary} build overlays/${overlay}`;
      const manifest = path.join(rendered, overlay, 'manifest.yaml');
      if (readFileSync(manifest, 'utf8') !== stdout) different.push(overlay);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return different.toSorted();
}

/** Renders a repository, compares and prints the result; returns whether all is equal. */
async function compare(title: string, root: string): Promise<boolean> {
  const rendered = tmpdir();
  try {
    const fingerpost = path.join(repository, 'tools', 'scripts', 'bin', 'fingerpost.js');
    await $({ quiet: true, cwd: root })`node ${fingerpost} render --out ${rendered}`;
    const overlays = globSync('*/*/kustomization.yaml', { cwd: path.join(root, 'overlays') }).map(
      path.dirname,
    );
    const different = await differences(root, rendered, overlays);
    console.log(
      `${title}: ${overlays.length - different.length} of ${overlays.length} overlays equal`,
    );
    for (const overlay of different) console.log(`  differs: ${overlay}`);
    return overlays.length > 0 && different.length === 0;
  } finally {
    rmSync(rendered, { recursive: true, force: true });
  }
}

const version = await $({ quiet: true, nothrow: true })`${binary} version`;
if (version.exitCode !== 0) {
  console.error(
    `${binary} cannot be run: install kustomize v5.8.1 with go install, or name it in KUSTOMIZE`,
  );
  process.exit(2);
}
console.log(`compared with kustomize ${version.stdout.trim()}`);

const generated = tmpdir();
try {
  const generator = path.join(repository, 'tools', 'kustomize-ts', 'bench', 'generate-monorepo.ts');
  await $({ quiet: true })`node ${generator} ${generated} ${values.services}`;
  const own = await compare('this repository', repository);
  const monorepo = await compare('generated monorepo', generated);
  process.exitCode = own && monorepo ? 0 : 1;
} finally {
  rmSync(generated, { recursive: true, force: true });
}
