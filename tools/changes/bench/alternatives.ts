import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { OVERLAY } from './edits.ts';
import type { Way } from './way.ts';

const repository = path.resolve(import.meta.dirname, '..', '..', '..');

/** A command of Go: named by a variable, in `.fingerpost/bin`, or on the PATH. */
interface Tool {
  readonly variable: string;
  readonly name: string;
  readonly version: string;
  readonly module: string;
}

const KUSTOMIZE: Tool = {
  variable: 'KUSTOMIZE',
  name: 'kustomize',
  version: 'v5.8.1',
  module: 'sigs.k8s.io/kustomize/kustomize/v5',
};

const DYFF: Tool = {
  variable: 'DYFF',
  name: 'dyff',
  version: 'v1.10.2',
  module: 'github.com/homeport/dyff/cmd/dyff',
};

/** What there is to do without this repository's tools. Where it cannot be measured a line says why. */
export interface Alternatives {
  /** Both states of the edited overlay. */
  one(): readonly Way[];
  /** Both states of overlays that a glob of the shell means. */
  many(what: string, glob: string): readonly Way[];
}

/**
 * The old state is a worktree that is there already, which nobody has to pay for here.
 * @param root of the monorepo
 * @param folder where the worktree and the results are
 */
export function openAlternatives(root: string, folder: string): Alternatives {
  const kustomize = findTool(KUSTOMIZE);
  const dyff = findTool(DYFF);
  const base = path.join(folder, 'base');
  execFileSync('git', ['worktree', 'add', '--quiet', '--detach', base, 'main'], { cwd: root });
  const results = path.join(folder, 'results');
  fs.mkdirSync(results, { recursive: true });
  const env = {
    ...process.env,
    KUSTOMIZE: kustomize ?? '',
    DYFF: dyff ?? '',
    BASE: base,
    HEAD: root,
    RESULTS: results,
  };
  const shell = (what: string, script: string): Way => ({
    what,
    command: 'sh',
    args: ['-e', '-c', script],
    options: { cwd: folder, env },
  });

  const DIFF = 'diff -ru "$RESULTS/old" "$RESULTS/new"';
  return {
    one() {
      if (kustomize === undefined) return [];
      const what = '`kustomize build` of both states of the overlay';
      const build = buildBoth('', OVERLAY);
      const withDiff = shell(`${what}, \`diff -ru\``, `${build}\n${DIFF}`);
      if (dyff === undefined) return [withDiff];
      return [withDiff, shell(`${what}, \`dyff between\``, `${build}\n${DYFF_EACH}`)];
    },
    many(what, glob) {
      if (kustomize === undefined) return [];
      const build = buildBoth('-P2', glob);
      const title = `\`kustomize build\` of both states of ${what} (\`xargs -P2\`), \`diff -ru\``;
      return [shell(title, `${build}\n${DIFF}`)];
    },
  };
}

/** A file of both sides after the other. */
const DYFF_EACH = `for file in $(cd "$RESULTS/old" && find . -type f); do
  "$DYFF" between --omit-header "$RESULTS/old/$file" "$RESULTS/new/$file"
done`;

function buildBoth(flags: string, glob: string): string {
  return `rm -rf "$RESULTS/old" "$RESULTS/new"
for side in old new; do
  if [ $side = old ]; then cd "$BASE"; else cd "$HEAD"; fi
  mkdir -p "$RESULTS/$side/overlays/dev" "$RESULTS/$side/overlays/prod"
  printf '%s\\n' ${glob} | xargs ${flags} -I{} "$KUSTOMIZE" build {} -o "$RESULTS/$side/{}.yaml"
done`;
}

function findTool({ variable, name, version, module }: Tool): string | undefined {
  const installed = path.join(repository, '.fingerpost', 'bin', name);
  const binary = process.env[variable] ?? (fs.existsSync(installed) ? installed : name);
  const { status, stdout } = spawnSync(binary, ['version'], { encoding: 'utf8' });
  if (status === 0) {
    const shown = stdout.trim();
    // Built by go install, dyff does not know its own version.
    if (name === 'dyff' || shown === version) return binary;
    throw new Error(`${binary} is ${name} ${shown}, not ${version}`);
  }
  console.error(
    `${name} is not there, so it is not measured beside; GOBIN=$PWD/.fingerpost/bin go install ${module}@${version}`,
  );
  return undefined;
}
