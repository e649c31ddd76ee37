import { compareOverlays, formatText } from '@fingerpost/changes';
import { printable } from '@fingerpost/text';
import { formatFailures } from './build-overlays.ts';
import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { compareExample } from './compare-example.ts';
import { compareFolders } from './compare-folders.ts';
import { compareRevisions } from './compare-revisions.ts';
import type { Comparison } from './comparison.ts';
import { examples } from './examples.ts';
import { findRepository } from './overlays.ts';
import { printResult } from './print-result.ts';
import { UsageError } from './usage-error.ts';
import { workingFiles } from './working-files.ts';

export const diff: Command = {
  usage: `fingerpost diff [OVERLAY...] [--base REF] [--head REF] [--env ENVIRONMENT]
       fingerpost diff [OVERLAY...] --between ENVIRONMENT,ENVIRONMENT
       fingerpost diff --from FOLDER --to FOLDER
       fingerpost diff [OVERLAY...] --example NAME

Renders overlays twice and shows what differs, field by field: the commit at which
HEAD left the base branch against the working tree, files that git does not know
yet included. Values of Secrets are masked.

  OVERLAY            dev/helper-server, its path, or a glob of either; all without one
  --base REF         the branch to compare with: main, else origin/main
  --head REF         compare this revision instead of the working tree
  --env ENVIRONMENT  only overlays of this environment (--environment through Nx)
  --between A,B      compare each unit in environment A with the same one in B
  --from, --to       compare two folders that have a kustomization
  --example NAME     show a prepared change without making it:
${examples.map(({ name, title }) => `                       ${name.padEnd(16)} ${title}\n`).join('')}  --exit-code        exit with 1 where there are differences
  --format text      the only format so far
  --out FILE         write the result to a file

Exit code 0: fine. 1: differences, with --exit-code. 2: wrong usage, or an overlay
that does not render any more.
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
    'exit-code': { type: 'boolean', default: false },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const values = { ...given, env: given.env ?? given.environment };
  refuseMixture(values, overlays);
  const comparison = await compare({ ...values, overlays }, context.directory);
  const changes = compareOverlays(comparison.pairs, comparison.expected);
  reportNotices(comparison, context);

  const clean = changes.overlays.length === 0;
  // The description of a clean tree brings the model with it.
  const tree =
    clean && isRevisionDiff(values)
      ? (await import('./clean-tree.ts')).describeCleanTree(comparison, context.directory)
      : undefined;
  printResult(context, values.out, (style) => {
    const parts =
      tree === undefined
        ? [formatText({ ...changes, ...UNKNOWN }, style, comparison)]
        : [style.heading(printable(comparison.title)), tree];
    if (comparison.footer !== undefined) parts.push(printableLines(comparison.footer));
    return `${parts.join('\n\n')}\n`;
  });

  const failures = changes.overlays.flatMap(({ overlay, status, error }) =>
    (status === 'failed' || status === 'broken') && error !== undefined
      ? [[overlay, error] as const]
      : [],
  );
  // The report tells them too, but it went to a file.
  if (values.out !== undefined) context.err(formatFailures(failures));
  if (failures.length > 0) return 2;
  const news = changes.overlays.some(({ status }) => status !== 'expected');
  return values['exit-code'] && news ? 1 : 0;
}

/** What is not compared yet. */
const UNKNOWN = { before: '', after: '', sources: [], drift: [] };

interface Values {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly env?: string | undefined;
  readonly between?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly example?: string | undefined;
  readonly format: string;
}

function isRevisionDiff({ between, from, to, example }: Values): boolean {
  return [between, from, to, example].every((value) => value === undefined);
}

/** Each way to compare has its own options; one that would be passed over is refused. */
function refuseMixture(values: Values, overlays: readonly string[]): void {
  if (values.format !== 'text') {
    throw new UsageError(`--format ${values.format} is not known; the only format so far is text`);
  }
  if ((values.from === undefined) !== (values.to === undefined)) {
    throw new UsageError('--from and --to go together; name both folders');
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
      '--from and --to compare two folders, so no overlay can be named; leave it away',
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
  if (from !== undefined && to !== undefined) return compareFolders(from, to, directory);
  const root = findRepository(workingFiles(directory), directory);
  if (between !== undefined) {
    const { compareEnvironments } = await import('./compare-environments.ts');
    return compareEnvironments(root, between, overlays, directory);
  }
  const selection = { overlays, environment: env };
  if (example !== undefined) return compareExample(root, example, selection, directory);
  return compareRevisions(root, { base: values.base, head: values.head }, selection, directory);
}

/** What the new side warns of and the old one did not, and what was assumed. */
function reportNotices({ pairs, notices }: Comparison, context: Context): void {
  const warnings = pairs.flatMap(({ overlay, before, after }) => {
    if (after?.status !== 'rendered') return [];
    const known = new Set(before?.status === 'rendered' ? before.warnings : []);
    return after.warnings
      .filter((warning) => !known.has(warning))
      .map((warning) => [overlay, `warning: ${printable(warning)}`] as const);
  });
  context.err(formatFailures(warnings));
  for (const notice of notices) context.err(`${printable(notice)}\n`);
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
