import { plural } from '@fingerpost/text';

import type { OverlayChange, ResourceChange } from '../../changes.ts';
import { groupAlike } from '../alike.ts';
import type { Alike } from '../alike.ts';
import { describeService } from '../describe-service.ts';
import { resourceNotes } from '../resource-notes.ts';
import { tellFields } from '../moved-value.ts';
import { HEADINGS } from '../headings.ts';
import type { Headings } from '../headings.ts';
import { clip, code, codes, fenced, htmlCode, prose } from './escape.ts';
import { diffLinesOf } from './fields.ts';
import type { Item, Part } from './section.ts';

const MAX_OVERLAYS = 12;

/** Of more resources that change alike the rest is counted. */
const MAX_SAME = 24;

/** What changed in the manifests: a part for each overlay, overlays with the very same changes together. */
export function manifestParts(overlays: readonly OverlayChange[], headings: Headings): Part[] {
  return groupAlike(overlays, linesOf).map(({ overlays: same, groups }) => {
    const items = overlayItems(same[0], groups);
    const { status = 'changed', resources = [] } = same[0] ?? {};
    const names = same.map(({ overlay }) => overlay);
    const more = names.length > MAX_OVERLAYS ? ` and ${names.length - MAX_OVERLAYS} more` : '';
    const note = headings[status] ?? HEADINGS[status];
    const size = resources.length > 0 ? `: ${plural(resources.length, 'resource')}` : '';
    return {
      heading: `#### ${codes(names, MAX_OVERLAYS)}${note === '' ? '' : ` – ${prose(clip(note))}`}`,
      summary: `${names.slice(0, MAX_OVERLAYS).map(htmlCode).join(', ')}${more}${size}${note === '' ? '' : ` (${htmlNote(note)})`}`,
      open: '',
      close: '',
      items,
    };
  });
}

/** The usual notes are ours; those of a caller may name an environment. */
function htmlNote(note: string): string {
  return Object.values(HEADINGS).includes(note) ? note : htmlCode(note);
}

function overlayItems(overlay: OverlayChange | undefined, groups: readonly Alike[]): Item[] {
  if (!overlay) return [];
  const { movedAway = [], expected, error, status } = overlay;
  const notes = [
    ...movedAway.map(({ resource, to }) => ({
      full: `- moved to ${code(to)}: ${code(resource)}\n`,
      brief: `- moved to ${code(clip(to))}: ${code(clip(resource))}\n`,
    })),
    ...(error === undefined
      ? []
      : [{ full: `- ${prose(error)}\n`, brief: `- ${prose(clip(error))}\n` }]),
    ...(expected > 0 ? [shortItem(`- ${plural(expected, 'expected difference')} left out\n`)] : []),
  ];
  const items = [...groups.map(alikeItem), ...notes];
  // An overlay of which there is nothing to tell but its status.
  return items.length > 0 ? items : [shortItem(`- ${HEADINGS[status] || 'nothing else'}\n`)];
}

function shortItem(text: string): Item {
  return { full: text, brief: text };
}

/** Lines of a block, or of a Service what callers notice of it. */
function linesOf({ status, kind, content, fields }: ResourceChange): string[] {
  if (status === 'added' || status === 'removed') {
    return kind === 'Service' && content !== undefined ? [describeService(content)] : [];
  }
  return tellFields(fields).flatMap(diffLinesOf);
}

function alikeItem({ first, names, body }: Alike): Item {
  const { status, kind, fields, recreate, references } = first;
  const all = [...names].map((name) => `${kind} ${name}`);
  const notes = resourceNotes(first).map(code);
  const brief = `${codes(all, 1)} ${status}`;
  if (status === 'added' || status === 'removed') {
    return {
      full: `- ${status}: ${[codes(all, MAX_SAME, code), ...body.map(code), ...notes].join(', ')}\n`,
      brief: `- ${brief} (too long to be shown here)\n`,
    };
  }
  const said = [
    status,
    ...(recreate.length > 0 ? ['**has to be deleted and made anew**'] : []),
    ...notes,
    ...references.map(
      ({ from, count }) =>
        `${plural(count, 'reference')} in ${code(from)} ${count === 1 ? 'follows' : 'follow'} the hash`,
    ),
  ];
  const title = `**${codes(all, MAX_SAME, code)}** ${said.join(', ')}`;
  return {
    full: body.length > 0 ? `\n${title}\n\n${fenced(body)}\n` : `- ${title}\n`,
    brief: `- ${brief} in ${plural(fields.length, 'field')} (too long to be shown here)\n`,
  };
}
