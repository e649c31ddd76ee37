import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { Changes } from '../changes.ts';
import { HEADINGS } from './headings.ts';
import type { Headings } from './headings.ts';
import { changedResources } from './findings/changed-resources.ts';
import { groupFindings } from './findings/group-findings.ts';
import { findOutcome } from './outcome.ts';
import { recreatedUntold } from './recreated.ts';
import { summaryLines } from './summary.ts';
import { meaningLines } from './text/discovery.ts';
import { driftLines } from './text/drift.ts';
import { findingLines, fixedLines } from './text/findings.ts';
import { withNote, wrapped } from './text/layout.ts';
import { tellMeaning } from './told/tell-meaning.ts';
import { manifestBlocks } from './text/manifests.ts';
import { sourceLines } from './text/sources.ts';
import { listUnrendered } from './unrendered.ts';

/** Words that fit what is compared better than the usual ones. */
export interface ReportOptions {
  /** What is compared, one line. Default: both sides by their names. */
  readonly title?: string | undefined;
  /** Words beside the names of overlays. */
  readonly headings?: Headings | undefined;
}

/**
 * The changes as text for a terminal; what is folded is counted. The first lines say what was compared and what comes of it; then what
 * does not render, new errors, what has to be recreated, what it means, new warnings, the manifests, where it comes from.
 * The last lines count everything, what is folded too. No line break at the end.
 */
export function formatText(changes: Changes, style: Style, options: ReportOptions = {}): string {
  const { meaning, overlays, sources, drift } = changes;
  const { title = `${changes.before} -> ${changes.after}`, headings = {} } = options;
  const { text: outcome, verdict, figures } = findOutcome(changes);
  const findings = Map.groupBy(meaning?.findings.new ?? [], ({ severity }) => severity);
  const fixed = meaning?.findings.fixed ?? [];
  const meanings = tellMeaning(meaning?.environments ?? []);
  const changed = changedResources(overlays);
  const blocks = manifestBlocks(overlays, headings, style);
  const paint = {
    unknown: style.error,
    breaks: style.error,
    look: style.changed,
    fine: style.added,
  };

  const above = [
    section(
      'Does not render',
      listUnrendered(overlays).flatMap(({ overlays: names, status, error }) => [
        ...withNote(
          `  ${style.heading(names.map(printable).join(', '))}`,
          [printable(headings[status] ?? HEADINGS[status])],
          6,
          style.removed,
        ),
        `      ${style.error(printable(error))}`,
      ]),
    ),
    section(
      'Cannot be read',
      (changes.unread ?? []).map((line) => `  ${style.error(printable(line))}`),
    ),
    section('New errors', findingLines(groupFindings(findings.get('error') ?? [], changed), style)),
    section(
      'To be recreated: the API server refuses the update',
      recreatedUntold(changes).flatMap(({ resource, refusals, overlays: names }) => [
        ...wrapped(
          `${printable(resource)}  (${names.map(printable).join(', ')})`,
          2,
          style.removed,
        ),
        ...refusals.flatMap(({ field, message }) =>
          wrapped(`${printable(field)}: ${printable(message)}`, 6),
        ),
      ]),
    ),
    section(
      'What it means',
      meanings.flatMap((shared) => meaningLines(shared, style)),
    ),
    section(
      'New warnings',
      findingLines(groupFindings(findings.get('warning') ?? [], changed), style),
    ),
  ].filter((lines) => lines.length > 0);
  const below = [
    section('Where it comes from', sourceLines(sources, style)),
    section('Environments part', driftLines(drift, style)),
    section(`Fixed: ${plural(fixed.length, 'finding')}`, fixed.flatMap(fixedLines)),
  ].filter((lines) => lines.length > 0);
  const manifests =
    above.length > 0 && blocks[0]
      ? [[style.heading('Manifests'), ...blocks[0]], ...blocks.slice(1)]
      : blocks;

  const parts = [
    [style.heading(printable(title)), ...wrapped(outcome, 0, paint[verdict])],
    ...above,
    ...manifests,
    ...below,
    ...(overlays.length > 0 || above.length > 0
      ? [summaryLines(changes, figures).flatMap((line) => wrapped(line, 0))]
      : []),
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');

  function section(heading: string, lines: readonly string[]): readonly string[] {
    return lines.length === 0 ? [] : [style.heading(heading), ...lines];
  }
}
