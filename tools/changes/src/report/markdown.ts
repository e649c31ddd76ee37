import type { Finding } from '@fingerpost/policy';
import { plural } from '@fingerpost/text';

import type { Changes } from '../changes.ts';
import { HEADINGS } from './headings.ts';
import { meaningParts } from './markdown/discovery.ts';
import { environmentTable } from './markdown/environments.ts';
import { clip, code, codes, prose } from './markdown/escape.ts';
import { findingItems, fixedItem } from './markdown/findings.ts';
import { manifestParts } from './markdown/manifests.ts';
import { bytesOf, packSections, renderSections } from './markdown/pack.ts';
import type { LeftOut } from './markdown/pack.ts';
import { plainPart } from './markdown/section.ts';
import type { Item, Section } from './markdown/section.ts';
import { driftPart, sourcePart } from './markdown/sources.ts';
import { changedResources } from './findings/changed-resources.ts';
import { groupFindings } from './findings/group-findings.ts';
import { findOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { recreatedUntold } from './recreated.ts';
import { summaryLines } from './summary.ts';
import { tellMeaning } from './told/tell-meaning.ts';
import type { ReportOptions } from './text.ts';
import { listUnrendered } from './unrendered.ts';

export interface MarkdownOptions extends ReportOptions {
  /** Bytes of UTF-8; 60,000 without it. GitHub takes comments of 65,536 characters. */
  readonly limit?: number | undefined;
  /** What holds the complete report, where this one is not. */
  readonly artifact?: string | undefined;
}

const LIMIT = 60_000;

/** A report of this many bytes is read in one go; a longer one is folded. */
const UNFOLDED = 12_000;

/**
 * The changes as a comment on a pull request, in GitHub's Markdown. A short report is complete and open, a longer one
 * complete and folded; of one above the limit the outcome, and as much as fits of what can break first: whole items only,
 * and what is left out is counted. Never longer than the limit. All that comes from manifests is inline code, a block of
 * code, or words of letters alone.
 */
export function formatMarkdown(changes: Changes, options: MarkdownOptions = {}): string {
  const { limit = LIMIT, artifact } = options;
  const outcome = findOutcome(changes);
  const head = formatHead(changes, outcome, options);
  const sections = listSections(changes, options);
  const foot = formatFoot(changes, outcome);

  const body = renderSections(sections, false);
  const open = `${head}${body}${foot}`;
  if (bytesOf(open) <= Math.min(UNFOLDED, limit)) return open;
  const folded = `${head}${renderSections(sections, true)}${foot}`;
  if (bytesOf(folded) <= limit) return folded;

  // The longest that can be said of what is left out.
  const worst = formatLeftOut(sections.map(asLeftOut), artifact);
  const room = limit - bytesOf(`${head}${foot}${worst}`);
  const { text, left } = packSections(sections, room);
  const cut = `${head}${text}${formatLeftOut(left, artifact)}${foot}`;
  if (bytesOf(cut) <= limit) return cut;
  // No room for more than the outcome, which has only letters and figures.
  return `${outcome.text}\n`.slice(0, Math.max(0, limit));
}

const ALERTS = { unknown: 'CAUTION', breaks: 'CAUTION', look: 'WARNING', fine: 'NOTE' } as const;

function formatHead(
  changes: Changes,
  { verdict, text }: Outcome,
  { title }: MarkdownOptions,
): string {
  const compared =
    title === undefined
      ? `${code(clip(changes.before))} → ${code(clip(changes.after))}`
      : prose(clip(title));
  const end = text.indexOf('. ') + 1 || text.length;
  return `## ${compared}\n\n> [!${ALERTS[verdict]}]\n> **${text.slice(0, end)}**${text.slice(end)}\n\n${environmentTable(changes)}`;
}

function formatFoot(changes: Changes, { figures }: Outcome): string {
  const isSilent = changes.overlays.length === 0 && figures.gained.size + figures.lost.size === 0;
  if (isSilent) return '';
  return `---\n\n${summaryLines(changes, figures)
    .map((line) => `- ${line}\n`)
    .join('')}`;
}

function listSections(changes: Changes, { headings = {} }: MarkdownOptions): Section[] {
  const { overlays, meaning, sources, drift, unread = [] } = changes;
  const findings = Map.groupBy(meaning?.findings.new ?? [], ({ severity }) => severity);
  const changed = changedResources(overlays);
  const warnings = findings.get('warning') ?? [];
  const fixed = meaning?.findings.fixed ?? [];
  const sections: Section[] = [
    {
      title: 'Does not render',
      noun: 'overlay group',
      share: 0.2,
      parts: [
        plainPart(
          listUnrendered(overlays).map(({ overlays: names, status, error }) => {
            const note = headings[status] ?? HEADINGS[status];
            const name = `- ${codes(names, 8)} ${prose(clip(note))}`;
            return { full: `${name}: ${code(error)}\n`, brief: `${name}: ${code(clip(error))}\n` };
          }),
        ),
      ],
    },
    {
      title: 'Cannot be read',
      noun: 'file',
      share: 0.1,
      parts: [
        plainPart(
          unread.map((line) => ({ full: `- ${code(line)}\n`, brief: `- ${code(clip(line))}\n` })),
        ),
      ],
    },
    {
      title: 'New errors',
      noun: 'error',
      share: 0.3,
      parts: [plainPart(itemsOf('error'))],
    },
    {
      title: 'To be recreated: the API server refuses the update',
      noun: 'object',
      share: 0.15,
      parts: [
        plainPart(
          recreatedUntold(changes).map(({ resource, refusals, overlays: names }) => ({
            full: `- ${code(resource)} in ${codes(names, 8)}\n${refusals.map(({ field, message }) => `  - ${code(field)}: ${prose(message)}\n`).join('')}`,
            brief: `- ${code(clip(resource))} in ${codes(names, 8)}\n`,
          })),
        ),
      ],
    },
    {
      title: 'What it means',
      noun: 'change',
      share: 0.35,
      parts: tellMeaning(meaning?.environments ?? []).flatMap(meaningParts),
    },
    {
      title: 'New warnings',
      noun: 'warning',
      share: 0.15,
      parts: [plainPart(itemsOf('warning'), plural(warnings.length, 'warning'))],
    },
    {
      title: 'Manifests',
      noun: 'change',
      share: 1,
      parts: manifestParts(overlays, headings),
    },
    { title: 'Where it comes from', noun: 'row', share: 0.25, parts: [sourcePart(sources)] },
    { title: 'Environments part', noun: 'field', share: 0.2, parts: [driftPart(drift)] },
    {
      title: 'Fixed',
      noun: 'finding',
      share: 0.2,
      parts: [
        plainPart(fixed.map(fixedItem), fixed.length > 8 ? plural(fixed.length, 'finding') : ''),
      ],
    },
  ];
  return sections.filter(({ parts }) => parts.some(({ items }) => items.length > 0));

  function itemsOf(severity: Finding['severity']): Item[] {
    return groupFindings(findings.get(severity) ?? [], changed).flatMap(findingItems);
  }
}

function asLeftOut({ noun, parts }: Section): LeftOut {
  const total = parts.reduce((sum, { items }) => sum + items.length, 0);
  return { noun, missing: total, shortened: total, total };
}

function formatLeftOut(left: readonly LeftOut[], artifact: string | undefined): string {
  if (left.length === 0) return '';
  const parts = left.map(
    ({ noun, missing, shortened, total }) =>
      `${[...(missing > 0 ? [`${missing} of ${plural(total, noun)}`] : []), ...(shortened > 0 ? [`the content of ${shortened}`] : [])].join(' and ')}`,
  );
  const rest =
    artifact === undefined
      ? 'The command fingerpost diff shows all of it.'
      : `All of it is in the artifact ${code(clip(artifact))}.`;
  return `**Too long for a comment. Left out:** ${parts.join('; ')}. ${rest}\n\n`;
}
