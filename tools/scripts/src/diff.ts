import {
  findOutcome,
  formatJson,
  formatMarkdown,
  formatSarif,
  formatText,
} from '@fingerpost/changes';
import type { Changes } from '@fingerpost/changes';
import { printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import { formatFailures } from './build-overlays.ts';
import { changesOf } from './changes-of.ts';
import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { compareExample } from './compare-example.ts';
import { comparePaths } from './compare-paths.ts';
import { compareRevisions } from './compare-revisions.ts';
import type { Comparison } from './comparison.ts';
import { examples } from './examples.ts';
import { findRepository } from './overlays.ts';
import { printResult } from './print-result.ts';
import { UsageError } from './usage-error.ts';
import { workingFiles } from './working-files.ts';

const FORMATS = ['text', 'markdown', 'json', 'sarif'] as const;

export const diff: Command = {
  usage: `fingerpost diff [OVERLAY...] [--base REF] [--head REF] [--env ENVIRONMENT]
       fingerpost diff [OVERLAY...] --between ENVIRONMENT,ENVIRONMENT
       fingerpost diff --from PATH --to PATH
       fingerpost diff [OVERLAY...] --example NAME

Renders overlays twice and shows what differs, field by field with the lines of the
sources, and what it means: names, endpoints, routes and connections that are lost or
gained, and what is newly wrong. Without flags: the commit at which HEAD left the base
branch against the working tree, files that git does not know yet included. Values of
Secrets are masked.

  OVERLAY            dev/helper-server, its path, or a glob of either; all without one
  --base REF         the branch to compare with: main, else origin/main
  --head REF         compare this revision instead of the working tree
  --env ENVIRONMENT  only overlays of this environment (--environment through Nx)
  --between A,B      compare each unit in environment A with the same one in B: fields
                     alone, what is not expected to differ
  --from, --to       compare any two: plain YAML, a folder of it, or a folder with a
                     kustomization
  --example NAME     show a prepared change without making it:
${examples.map(({ name, title }) => `                       ${name.padEnd(16)} ${title}\n`).join('')}  --fields           only what differs in the manifests, not what it means
  --no-cache         render everything; do not read or write .fingerpost/cache
  --format FORMAT    ${FORMATS.join(', ')}: text without it
  --out FILE         write the result to a file
  --exit-code        exit with 1 where there are differences

Exit code 0: fine. 1: new errors; with --exit-code any difference. 2: wrong usage, or
an overlay that does not render.
`,
  run: runDiff,
};

async function runDiff(args: readonly string[], context: Context): Promise<number> {
  const { values: given, overlays } = readArguments(args, {
    base: { type: 'string' },
    head: { type: 'string' },
    ...ENVIRONMENT_OPTIONS,
    between: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    example: { type: 'string' },
    fields: { type: 'boolean', default: false },
    'no-cache': { type: 'boolean', default: false },
    'exit-code': { type: 'boolean', default: false },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const values = { ...given, env: given.env ?? given.environment };
  const format = readFormat(values.format);
  refuseMixture(values, overlays);
  const comparison = await compare({ ...values, overlays }, context.directory);
  const {
    changes,
    notices,
    failures: unread,
  } = await changesOf(comparison, { fieldsOnly: values.fields });
  reportNotices(comparison, notices, context);

  const result = await write(changes, comparison, format, isRevisionDiff(values), context);
  printResult(context, values.out, result);
  const failures = changes.overlays.flatMap(({ overlay, status, error }) =>
    (status === 'failed' || status === 'broken') && error !== undefined
      ? [[overlay, error] as const]
      : [],
  );
  // The report tells them too, but not every reader looks there.
  if (values.out !== undefined || format !== 'text') context.err(formatFailures(failures));
  context.err(unread.map((line) => `${line}\n`).join(''));
  if (failures.length + unread.length > 0) return 2;
  if (findOutcome(changes).figures.errors > 0) return 1;
  const news = changes.overlays.some(({ status }) => status !== 'expected');
  return values['exit-code'] && news ? 1 : 0;
}

type Format = (typeof FORMATS)[number];

function readFormat(name: string): Format {
  const format = FORMATS.find((known) => known === name);
  if (format) return format;
  throw new UsageError(`--format is one of ${FORMATS.join(', ')}, not ${printable(name)}`);
}

async function write(
  changes: Changes,
  comparison: Comparison,
  format: Format,
  isRevision: boolean,
  { directory }: Context,
): Promise<(style: Style) => string> {
  switch (format) {
    case 'json': {
      const json = formatJson(changes);
      return () => json;
    }
    case 'markdown': {
      const markdown = formatMarkdown(changes);
      return () => markdown;
    }
    case 'sarif': {
      const sarif = await formatSarif(changes);
      return () => sarif;
    }
    case 'text': {
      const tree = isRevision && isClean(changes) ? await describeTree(comparison, directory) : '';
      return (style) => writeText(changes, comparison, tree, style);
    }
  }
}

function writeText(
  changes: Changes,
  { title, headings, footer }: Comparison,
  tree: string,
  style: Style,
): string {
  const heading = title ?? `${changes.before} -> ${changes.after}`;
  const report =
    tree === ''
      ? formatText(changes, style, { title: heading, headings })
      : `${style.heading(printable(heading))}\n\n${tree}`;
  const below = footer === undefined ? [] : [footer.split('\n').map(printable).join('\n')];
  return `${[report, ...below].join('\n\n')}\n`;
}

/** Nothing was edited that anything reads. */
function isClean({ overlays, sources, meaning }: Changes): boolean {
  const meant = meaning?.environments.some(({ discovery }) => discovery.length > 0) ?? false;
  const found = meaning ? meaning.findings.new.length + meaning.findings.fixed.length : 0;
  return overlays.length === 0 && sources.length === 0 && !meant && found === 0;
}

/** The description of a clean tree brings the model with it. */
async function describeTree(comparison: Comparison, directory: string): Promise<string> {
  const { describeCleanTree } = await import('./clean-tree.ts');
  return describeCleanTree(comparison, directory);
}

interface Values {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly env?: string | undefined;
  readonly between?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly example?: string | undefined;
  readonly 'no-cache': boolean;
}

function isRevisionDiff({ between, from, to, example }: Values): boolean {
  return [between, from, to, example].every((value) => value === undefined);
}

/** Each way to compare has its own options; one that would be passed over is refused. */
function refuseMixture(values: Values, overlays: readonly string[]): void {
  if ((values.from === undefined) !== (values.to === undefined)) {
    throw new UsageError('--from and --to go together; name both sides');
  }
  const modes = (['between', 'from', 'example'] as const).filter(
    (mode) => values[mode] !== undefined,
  );
  const [mode, other] = modes;
  if (mode === undefined) return;
  const foreign = [
    ...(other === undefined ? [] : [other]),
    ...FOREIGN[mode].filter((option) => values[option] !== undefined),
  ];
  const [first] = foreign;
  if (first !== undefined) {
    throw new UsageError(`--${mode} and --${first} cannot go together; leave one away`);
  }
  if (mode === 'from' && overlays.length > 0) {
    throw new UsageError(
      '--from and --to compare two paths, so no overlay can be named; leave it away',
    );
  }
}

const FOREIGN = {
  between: ['base', 'head', 'env'],
  from: ['base', 'head', 'env'],
  example: ['base', 'head'],
} as const;

async function compare(
  values: Values & { readonly overlays: readonly string[] },
  directory: string,
): Promise<Comparison> {
  const { from, to, between, example, overlays, env } = values;
  if (from !== undefined && to !== undefined) return comparePaths(from, to, directory);
  const root = findRepository(workingFiles(directory), directory);
  if (between !== undefined) {
    const { compareEnvironments } = await import('./compare-environments.ts');
    return compareEnvironments(root, between, overlays, directory);
  }
  const selection = { overlays, environment: env };
  if (example !== undefined) return compareExample(root, example, selection, directory);
  const run = { directory, noCache: values['no-cache'] };
  return compareRevisions(root, { base: values.base, head: values.head }, selection, run);
}

/** What the new side warns of and the old one did not, and what was assumed. */
function reportNotices(
  { pairs, notices }: Comparison,
  more: readonly string[],
  context: Context,
): void {
  const warnings = pairs.flatMap(({ overlay, before, after }) => {
    if (after?.status !== 'rendered' || before === after) return [];
    const known = new Set(before?.status === 'rendered' ? before.load().warnings : []);
    return after
      .load()
      .warnings.filter((warning) => !known.has(warning))
      .map((warning) => [overlay, `warning: ${printable(warning)}`] as const);
  });
  context.err(formatFailures(warnings));
  for (const notice of [...notices, ...more]) context.err(`${printable(notice)}\n`);
}
