import { plural, printable, wrap } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { Check, Verdict } from '../check.ts';
import { objectivesOf } from './objectives.ts';
import type { Objective } from './objectives.ts';
import { unansweredParts } from './unanswered-parts.ts';
import { summarize } from './verification.ts';
import type { Verification } from './verification.ts';

const WIDTH = 80;
/** Where the second column of a check starts. */
const INDENT = 13;

const COLUMNS: readonly (readonly [Verdict, string])[] = [
  ['agrees', 'agree'],
  ['disagrees', 'disagree'],
  ['not-conclusive', 'not conclusive'],
  ['skipped', 'skipped'],
];

/**
 * A run for people, in 80 columns: what disagrees first, with both sides, the reason and the line that predicts it; then
 * what is not conclusive or was skipped; then how much of each part agrees, the objectives, and what was not asked.
 */
export function formatVerification(verification: Verification, style: Style): string {
  const { checks, notAsked } = verification;
  const of = (verdict: Verdict): readonly Check[] =>
    checks.filter((check) => check.verdict === verdict);
  const objectives = objectivesOf(checks);
  const blocks = [
    formatHeading(verification, style),
    ...formatUnanswered(checks, style),
    ...of('disagrees').map((check) => formatCheck(check, style)),
    ...of('not-conclusive').map((check) => formatCheck(check, style)),
    formatSkipped(of('skipped')),
    formatCounts(checks, style),
    formatObjectives(objectives, style),
    formatNotAsked(notAsked, style),
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

function formatHeading({ environment, cluster, checks }: Verification, style: Style): string {
  const count = (wanted: Verdict): number =>
    checks.filter(({ verdict }) => verdict === wanted).length;
  const wrong = count('disagrees');
  const open = count('not-conclusive');
  const rest = open === 0 ? '' : `, ${open} not conclusive`;
  const mute = unansweredParts(checks).map(({ part }) => part);
  const outcome = (): string => {
    const checked = plural(checks.length, 'check');
    if (wrong > 0) return style.error(`${wrong} of ${checked} disagree`);
    if (mute.length > 0) return style.error(`no answers on ${mute.join(', ')}`);
    return `${style.added('no disagreement')} in ${checked}`;
  };
  const where = `${printable(environment)} in ${printable(cluster.context)}`;
  return `${style.heading(where)} (${printable(cluster.server)}): ${outcome()}${rest}\n`;
}

/** A part of which nothing is known is no agreement, whatever the others say. */
function formatUnanswered(checks: readonly Check[], style: Style): readonly string[] {
  return unansweredParts(checks).map(({ part, reason }) => {
    const heading = `${style.error('no answers')}  ${style.heading(part)}\n`;
    return `${heading}${row('why', reason)}`;
  });
}

function formatCheck(check: Check, style: Style): string {
  const { part, subject, predicted, real, reason, source, figures } = check;
  const [mark, colour] =
    check.verdict === 'disagrees'
      ? (['disagrees', style.error] as const)
      : (['not conclusive', style.changed] as const);
  const [first = '', ...more] = wrap(printable(subject), WIDTH - mark.length - part.length - 4);
  const heading = [`${colour(mark)}  ${style.faint(part)}  ${style.heading(first)}`]
    .concat(more.map((line) => `    ${style.heading(line)}`))
    .join('\n');
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['predicted', predicted],
    ['real', real],
    ['why', reason],
    ['figures', figures && formatFigures(figures)],
    ['source', source && `${source.file}:${source.line}`],
  ];
  const lines = rows.flatMap(([label, text]) => (text === undefined ? [] : row(label, text)));
  return `${heading}\n${lines.join('')}`;
}

/** A label and a text beside it, on as many lines as it takes. */
function row(label: string, text: string): string {
  const [first = '', ...more] = wrap(printable(text), WIDTH - INDENT);
  const rest = more.map((line) => `${' '.repeat(INDENT)}${line}\n`).join('');
  return `  ${label.padEnd(INDENT - 2)}${first}\n${rest}`;
}

function formatFigures(figures: Readonly<Record<string, number>>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${Number(value.toFixed(3))}`)
    .join(', ');
}

/** Each reason once, with what it concerns. */
function formatSkipped(checks: readonly Check[]): string {
  const byReason = Map.groupBy(checks, ({ reason = 'skipped' }) => reason);
  return [...byReason]
    .map(([reason, own]) => {
      const [first, ...more] = own.map(({ part, subject }) => `${part} ${subject}`);
      const rest = more.length > 0 ? ` and ${more.length} more` : '';
      return row('skipped', `${first ?? ''}${rest}: ${reason}`);
    })
    .join('');
}

function formatCounts(checks: readonly Check[], style: Style): string {
  const header = ['part', ...COLUMNS.map(([, title]) => title)];
  const rows = summarize(checks).map(({ part, counts }) => [
    part,
    ...COLUMNS.map(([verdict]) => String(counts[verdict])),
  ]);
  const widths = header.map((title, i) => Math.max(title.length, i === 0 ? 12 : 0));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ');
  return [style.heading(line(header)), ...rows.map(line)].map((text) => `${text}\n`).join('');
}

function formatObjectives(objectives: readonly Objective[], style: Style): string {
  const colours = { held: style.added, missed: style.error, 'not-conclusive': style.changed };
  const lines = objectives.map(({ name, target, measured, verdict }) => {
    const figures = `${name.padEnd(18)}  ${target.padEnd(13)}  ${measured.padEnd(12)}`;
    return `${figures}  ${colours[verdict](verdict.replace('-', ' '))}\n`;
  });
  if (lines.length === 0) return '';
  const titles = `${'objective'.padEnd(18)}  ${'target'.padEnd(13)}  ${'measured'.padEnd(12)}`;
  return `${style.heading(titles.trimEnd())}\n${lines.join('')}`;
}

function formatNotAsked(notAsked: Verification['notAsked'], style: Style): string {
  const parts = notAsked.map(({ parts: names, flag }) => `${names.join(', ')} (${flag})`);
  if (parts.length === 0) return '';
  return wrap(`not asked: ${parts.join('; ')}`, WIDTH)
    .map((line) => `${style.faint(line)}\n`)
    .join('');
}
