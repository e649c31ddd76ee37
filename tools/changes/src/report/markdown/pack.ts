import { plural } from '@fingerpost/text';

import type { Item, Part, Section } from './section.ts';

/** An item that is longer is shown in its brief form where not all fits. */
const MAX_ITEM = 6000;

/** Room for what is said of that which is left out. */
const NOTE = 120;

/** Sections as they are, folded or not. */
export function renderSections(sections: readonly Section[], folded: boolean): string {
  return sections
    .map(({ title, parts, noun }) => {
      const bodies = parts.map((part) =>
        renderPart(part, part.items.map(({ full }) => full).join(''), { folded, noun, more: 0 }),
      );
      return `### ${title}\n\n${bodies.join('')}`;
    })
    .join('');
}

/** What was left out of a section. */
export interface LeftOut {
  readonly noun: string;
  /** Not shown at all, and shown in their brief form. */
  readonly missing: number;
  readonly shortened: number;
  readonly total: number;
}

/** As much of the sections as fits into so many bytes, folded, in their order; whole items only. */
export function packSections(
  sections: readonly Section[],
  limit: number,
): { readonly text: string; readonly left: readonly LeftOut[] } {
  let rest = limit;
  const packed = new Map<Section, { readonly text: string; readonly left: LeftOut }>();
  for (const section of sections.toSorted(
    (a, b) => Number(a.share === 1) - Number(b.share === 1),
  )) {
    const result = packSection(section, Math.floor(rest * section.share));
    rest -= bytesOf(result.text);
    packed.set(section, result);
  }
  const results = sections.flatMap((section) => packed.get(section) ?? []);
  return {
    text: results.map(({ text }) => text).join(''),
    left: results
      .map(({ left }) => left)
      .filter(({ missing, shortened }) => missing + shortened > 0),
  };
}

function packSection(
  { title, parts, noun }: Section,
  budget: number,
): { readonly text: string; readonly left: LeftOut } {
  const total = parts.reduce((sum, { items }) => sum + items.length, 0);
  let text = `### ${title}\n\n`;
  let rest = budget - bytesOf(text) - NOTE;
  let shown = 0;
  let shortened = 0;
  for (const part of parts) {
    const frame = bytesOf(renderPart(part, '', { folded: true, noun, more: total }));
    const packed = packItems(part.items, rest - frame);
    if (packed.shown === 0) break;
    const more = part.items.length - packed.shown;
    const body = renderPart(part, packed.text, { folded: true, noun, more });
    text += body;
    rest -= bytesOf(body);
    shown += packed.shown;
    shortened += packed.shortened;
    if (more > 0) break;
  }
  const left = { noun, missing: total - shown, shortened, total };
  if (shown === 0) return { text: '', left };
  const note =
    left.missing > 0 ? `${left.missing} of ${plural(total, noun)} not shown here.\n\n` : '';
  return { text: `${text}${note}`, left };
}

function packItems(items: readonly Item[], budget: number) {
  let text = '';
  let rest = budget;
  let shown = 0;
  let shortened = 0;
  for (const { full, brief } of items) {
    const size = bytesOf(full);
    const fits = size <= Math.min(rest, MAX_ITEM);
    // Where even the name alone does not fit there is no room for anything after it.
    if (!fits && (size <= MAX_ITEM || bytesOf(brief) > rest)) break;
    const chosen = fits ? full : brief;
    text += chosen;
    rest -= bytesOf(chosen);
    shown++;
    if (!fits) shortened++;
  }
  return { text, shown, shortened };
}

function renderPart(
  { heading, summary, open, close, items }: Part,
  body: string,
  {
    folded,
    noun,
    more,
  }: { readonly folded: boolean; readonly noun: string; readonly more: number },
): string {
  if (items.length === 0) return '';
  const note = more > 0 ? `\n${plural(more, noun)} more in this group.\n` : '';
  const inner = `${open}${body}${close}${note}`;
  if (folded && summary !== '') {
    return `<details>\n<summary>${summary}</summary>\n\n${inner}\n</details>\n\n`;
  }
  return `${heading === '' ? '' : `${heading}\n\n`}${inner}\n`;
}

export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
