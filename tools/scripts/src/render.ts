import { posix } from 'node:path';

import { plural, printable } from '@fingerpost/text';

import { buildOverlays, formatFailures } from './build-overlays.ts';
import type { Outcome } from './build-overlays.ts';
import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { findOverlays, findRepository, readPattern, selectOverlays } from './overlays.ts';
import type { Overlay, Selection } from './overlays.ts';
import { manifestPath, openRenderedOutput } from './rendered-output.ts';
import type { RenderedOutput } from './rendered-output.ts';
import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';
import { workingFiles } from './working-files.ts';

const DEFAULT_OUTPUT = 'dist/rendered';

export const render: Command = {
  usage: `fingerpost render [OVERLAY...] [--env ENVIRONMENT] [--out FOLDER] [--stdout] [--check]
       fingerpost render --check --against REF [--env ENVIRONMENT]

Renders overlays as kustomize build does, into FOLDER/<environment>/<unit>/manifest.yaml.
Only what changed is written, and what it wrote for overlays that are gone is removed.
When one overlay does not render, nothing is written.

  OVERLAY            dev/helper-server, its path, or a glob of either; all without one
  --env ENVIRONMENT  only overlays of this environment (--environment through Nx)
  --out FOLDER       instead of ${DEFAULT_OUTPUT}
  --stdout           print the manifests, write nothing
  --check            compare with what was written before, write nothing
  --against REF      with --check: compare the rendered branch REF, such as
                     origin/environment/dev, with what its own dry commit renders to.
                     --env where the name of REF does not say the environment

Exit code 0: fine. 1: --check found differences. 2: wrong usage, an overlay that does not render, or a
branch that cannot be checked because its dry commit is not in this clone.
`,
  run: runRender,
};

interface Rendered {
  readonly overlay: Overlay;
  readonly yaml: string;
}

function runRender(args: readonly string[], context: Context): number | Promise<number> {
  const { values, overlays: patterns } = readArguments(args, {
    ...ENVIRONMENT_OPTIONS,
    out: { type: 'string' },
    stdout: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    against: { type: 'string' },
  });
  if (values.against !== undefined) return checkAgainst(values.against, values, patterns, context);
  if (values.stdout && (values.check || values.out !== undefined)) {
    throw new UsageError(
      `--stdout writes no files, so --${values.check ? 'check' : 'out'} cannot go with it; leave one away`,
    );
  }
  const fileSystem = workingFiles(context.directory);
  const root = findRepository(fileSystem, context.directory);
  const all = findOverlays(fileSystem, root);
  const selection = { overlays: patterns, environment: values.env ?? values.environment };
  const overlays = selectOverlays(all, selection, context.directory);

  const start = performance.now();
  const outcomes = buildOverlays(overlays, fileSystem, 'rendering');
  const milliseconds = Math.round(performance.now() - start);
  reportWarnings(outcomes, context);
  const rendered: Rendered[] = [];
  const failures: [string, string][] = [];
  let resources = 0;
  for (const overlay of overlays) {
    const outcome = outcomes.get(overlay.id);
    if (outcome?.status === 'rendered') {
      rendered.push({ overlay, yaml: outcome.yaml });
      resources += outcome.resources.length;
    } else if (outcome) failures.push([overlay.id, outcome.error]);
  }
  if (failures.length > 0) {
    context.err(formatFailures(failures));
    context.err(
      `${failures.length} of ${plural(overlays.length, 'overlay')} failed; nothing was written\n`,
    );
    return 2;
  }

  const done = `${plural(overlays.length, 'overlay')}, ${plural(resources, 'resource')} in ${milliseconds} ms`;
  if (values.stdout) {
    context.out(formatDocuments(rendered));
    context.err(`rendered ${done}\n`);
    return 0;
  }
  const folder =
    values.out === undefined
      ? posix.join(root, DEFAULT_OUTPUT)
      : resolveUserPath(context.directory, values.out);
  const output = openRenderedOutput(folder);
  const shown = printable(posix.relative(context.directory, folder) || '.');
  const stale = findStale(output, all, selection, { root, directory: context.directory });
  if (values.check) return check(rendered, stale, output, { done, shown }, context);
  const { written, unchanged } = writeAll(rendered, stale, output);
  context.out(
    `rendered ${done} -> ${shown} (${written} written, ${unchanged} unchanged, ${stale.length} removed)\n`,
  );
  return 0;
}

interface AgainstOptions {
  readonly env?: string | undefined;
  readonly environment?: string | undefined;
  readonly out?: string | undefined;
  readonly stdout: boolean;
  readonly check: boolean;
}

/** What speaks to git is loaded when it is needed. */
async function checkAgainst(
  against: string,
  { env, environment, out, stdout, check: isCheck }: AgainstOptions,
  patterns: readonly string[],
  context: Context,
): Promise<number> {
  if (!isCheck) throw new UsageError('--against goes with --check; add it');
  if (out !== undefined || stdout) {
    throw new UsageError(
      `--against reads a branch, so --${stdout ? 'stdout' : 'out'} cannot go with it; leave one away`,
    );
  }
  if (patterns.length > 0) {
    throw new UsageError(
      '--against checks a branch as a whole, so no overlay can be named; leave it away',
    );
  }
  const { checkBranch } = await import('./check-branch.ts');
  return checkBranch({ against, environment: env ?? environment }, context);
}

/** Manifests of overlays that are gone, as far as the selection speaks of them. */
function findStale(
  output: RenderedOutput,
  all: readonly Overlay[],
  { overlays: patterns, environment }: Selection,
  { root, directory }: { root: string; directory: string },
): string[] {
  const present = new Set(all.map(({ id }) => manifestPath(id)));
  const meant = patterns.map((pattern) => readPattern(pattern, directory));
  return output.owned.filter((path) => {
    if (present.has(path)) return false;
    const id = posix.dirname(path);
    if (environment !== undefined && posix.dirname(id) !== environment) return false;
    const gone = { id, directory: posix.join(root, 'overlays', id) };
    return meant.length === 0 || meant.some((isMeant) => isMeant(gone));
  });
}

function writeAll(rendered: readonly Rendered[], stale: readonly string[], output: RenderedOutput) {
  let written = 0;
  for (const { overlay, yaml } of rendered) {
    const path = manifestPath(overlay.id);
    if (output.read(path)?.equals(Buffer.from(yaml))) continue;
    output.write(path, yaml);
    written++;
  }
  for (const path of stale) output.remove(path);
  output.record([
    ...output.owned.filter((path) => !stale.includes(path)),
    ...rendered.map(({ overlay }) => manifestPath(overlay.id)),
  ]);
  return { written, unchanged: rendered.length - written };
}

function check(
  rendered: readonly Rendered[],
  stale: readonly string[],
  output: RenderedOutput,
  { done, shown }: { done: string; shown: string },
  context: Context,
): number {
  const differences = rendered.flatMap(({ overlay, yaml }) => {
    const path = manifestPath(overlay.id);
    const present = output.read(path);
    if (present?.equals(Buffer.from(yaml))) return [];
    return [`${path}: ${present ? 'differs' : 'missing'}`];
  });
  differences.push(...stale.map((path) => `${path}: left over, its overlay is gone`));
  context.out(differences.map((line) => `${printable(line)}\n`).join(''));
  context.out(
    differences.length === 0
      ? `checked ${done}: ${shown} is up to date\n`
      : `checked ${done}: ${plural(differences.length, 'difference')} to ${shown}; run fingerpost render\n`,
  );
  return differences.length === 0 ? 0 : 1;
}

/** One overlay as the bytes that kustomize prints; several with a comment that says where each begins. */
function formatDocuments(rendered: readonly Rendered[]): string {
  const [only, ...others] = rendered;
  if (only && others.length === 0) return only.yaml;
  return rendered
    .map(({ overlay, yaml }) => `# overlays/${printable(overlay.id)}\n${yaml}`)
    .join('---\n');
}

function reportWarnings(outcomes: ReadonlyMap<string, Outcome>, context: Context): void {
  const warnings = [...outcomes].flatMap(([id, outcome]) =>
    outcome.status === 'rendered'
      ? outcome.warnings.map((warning): [string, string] => [id, `warning: ${printable(warning)}`])
      : [],
  );
  context.err(formatFailures(warnings));
}
