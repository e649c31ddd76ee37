import { plural } from '@fingerpost/text';

import type { OverlayChange, ResourceChange } from '../../changes.ts';
import { describeService } from '../describe-service.ts';
import { resourceNotes, shownIdentity } from '../resource-notes.ts';
import { tellFields } from '../moved-value.ts';
import { HEADINGS } from '../headings.ts';
import type { Headings } from '../headings.ts';
import { clip, code, codes, fenced, htmlCode, prose } from './escape.ts';
import { diffLinesOf } from './fields.ts';
import type { Item, Part } from './section.ts';

const MAX_OVERLAYS = 12;

/** What changed in the manifests: a part for each overlay, overlays with the very same changes together. */
export function manifestParts(overlays: readonly OverlayChange[], headings: Headings): Part[] {
  const blocks = new Map<string, { items: Item[]; overlays: OverlayChange[] }>();
  for (const overlay of overlays) {
    if (overlay.status === 'failed' || overlay.status === 'broken') continue;
    const items = overlayItems(overlay);
    const key = `${overlay.status}\n${items.map(({ full }) => full).join('')}`;
    const block = blocks.get(key);
    if (block) block.overlays.push(overlay);
    else blocks.set(key, { items, overlays: [overlay] });
  }
  return [...blocks.values()].map(({ items, overlays: same }) => {
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

function overlayItems(overlay: OverlayChange): Item[] {
  const { resources, movedAway = [], expected, error, status } = overlay;
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
  const items = [...resources.map(resourceItem), ...notes];
  // An overlay of which there is nothing to tell but its status.
  return items.length > 0 ? items : [shortItem(`- ${HEADINGS[status] || 'nothing else'}\n`)];
}

function shortItem(text: string): Item {
  return { full: text, brief: text };
}

function resourceItem(resource: ResourceChange): Item {
  const { status, fields, content, kind, recreate, references } = resource;
  const name = shownIdentity(resource);
  const notes = resourceNotes(resource).map(code);
  if (status === 'added' || status === 'removed') {
    const gist =
      kind === 'Service' && content !== undefined ? [code(describeService(content))] : [];
    return {
      full: `- ${status}: ${[code(name), ...gist, ...notes].join(', ')}\n`,
      brief: `- ${status}: ${code(clip(name))} (too long to be shown here)\n`,
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
  const title = `**${code(name)}** ${said.join(', ')}`;
  const lines = tellFields(fields).flatMap(diffLinesOf);
  return {
    full: lines.length > 0 ? `\n${title}\n\n${fenced(lines)}\n` : `- ${title}\n`,
    brief: `- ${code(clip(name))} ${status} in ${plural(fields.length, 'field')} (too long to be shown here)\n`,
  };
}
