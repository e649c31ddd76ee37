import { printable } from '@fingerpost/text';

import { UsageError } from './usage-error.ts';

export const FORMATS = ['text', 'markdown', 'json', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

/** What `diff` was asked for. */
export interface DiffOptions {
  /** Names, paths or globs. */
  readonly overlays: readonly string[];
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly env?: string | undefined;
  readonly between?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly example?: string | undefined;
  readonly live: boolean;
  readonly context?: string | undefined;
  readonly fields: boolean;
  readonly 'no-cache': boolean;
  readonly 'exit-code': boolean;
  readonly format: Format;
  readonly out?: string | undefined;
}

export function readFormat(name: string): Format {
  const format = FORMATS.find((known) => known === name);
  if (format) return format;
  throw new UsageError(`--format is one of ${FORMATS.join(', ')}, not ${printable(name)}`);
}

/** Options that mean nothing beside a way to compare. `--no-cache` and `--fields` mean less there, and do no harm. */
const FOREIGN = {
  between: ['base', 'head', 'env'],
  from: ['base', 'head', 'env'],
  example: ['base', 'head'],
  live: ['base', 'head'],
} as const;

/** Each way to compare has its own options. Throws a UsageError for one that would be passed over. */
export function refuseMixture(options: DiffOptions): void {
  if ((options.from === undefined) !== (options.to === undefined)) {
    throw new UsageError('--from and --to go together; name both sides');
  }
  if (options.context !== undefined && !options.live) {
    throw new UsageError('--context names a cluster, which only --live looks at; add --live');
  }
  const modes = (['between', 'from', 'example', 'live'] as const).filter(
    (mode) => options[mode] !== undefined && options[mode] !== false,
  );
  const [mode, other] = modes;
  refuseEmptySarif(options);
  if (mode === undefined) return;
  const foreign = [
    ...(other === undefined ? [] : [other]),
    ...FOREIGN[mode].filter((option) => options[option] !== undefined),
  ];
  const [first] = foreign;
  if (first !== undefined) {
    throw new UsageError(`--${mode} and --${first} cannot go together; leave one away`);
  }
  if (mode === 'from' && options.overlays.length > 0) {
    throw new UsageError(
      '--from and --to compare two paths, so no overlay can be named; leave it away',
    );
  }
}

function refuseEmptySarif({ format, fields, between }: DiffOptions): void {
  if (format !== 'sarif' || (!fields && between === undefined)) return;
  const option = fields ? '--fields' : '--between';
  throw new UsageError(
    `--format sarif holds new findings, and ${option} looks for none; leave one away`,
  );
}
