import { formatSpread } from './spread.ts';
import type { Spread } from './spread.ts';

/** One line of the table in docs/performance.md. */
export interface Result {
  readonly what: string;
  readonly own: Spread;
  /** kustomize at the same work, in the same run; undefined where it was not measured. */
  readonly kustomize?: Spread | undefined;
  /** What else the goal is about: `9.8 times the 1000, 410 MiB`. */
  readonly measured?: string;
  readonly goal?: { readonly text: string; readonly met: boolean | undefined } | undefined;
}

/** How many times as long kustomize takes, by the medians. */
export function ratioOf({ own, kustomize }: Result): number | undefined {
  return kustomize && kustomize.median / own.median;
}

/** The results as a Markdown table. */
export function formatTable(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const { what, own, kustomize, measured = '', goal } = result;
    const ratio = ratioOf(result);
    return [
      what,
      formatSpread(own),
      kustomize ? formatSpread(kustomize) : '',
      [ratio === undefined ? '' : `${ratio.toFixed(ratio < 10 ? 2 : 0)} times as fast`, measured]
        .filter((part) => part !== '')
        .join('; '),
      goal?.text ?? '',
      formatVerdict(goal),
    ];
  });
  const head = ['what', 'kustomize-ts', 'kustomize 5.8.1', 'ratio', 'goal', 'met'];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

function formatVerdict(goal: Result['goal']): string {
  if (!goal) return '';
  if (goal.met === undefined) return 'not measured';
  return goal.met ? 'yes' : '**no**';
}
