import { formatJson, formatMarkdown, formatSarif, formatText } from '@fingerpost/changes';
import type { Changes } from '@fingerpost/changes';
import { printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { Comparison } from './comparison.ts';
import type { Format } from './diff-options.ts';

/**
 * The changes in one of the formats.
 * @param tree what text says instead where nothing changed
 */
export async function formatChanges(
  changes: Changes,
  comparison: Comparison,
  { format, tree }: { readonly format: Format; readonly tree: string | undefined },
): Promise<(style: Style) => string> {
  switch (format) {
    case 'json': {
      const json = formatJson(changes);
      return () => json;
    }
    case 'markdown': {
      const { headings } = comparison;
      const markdown = formatMarkdown(changes, { headings });
      return () => markdown;
    }
    case 'sarif': {
      const sarif = await formatSarif(changes);
      return () => sarif;
    }
    case 'text':
      return (style) => writeText(changes, comparison, tree, style);
  }
}

function writeText(
  changes: Changes,
  { title, headings, footer }: Comparison,
  tree: string | undefined,
  style: Style,
): string {
  const heading = title ?? `${changes.before} -> ${changes.after}`;
  const report =
    tree === undefined
      ? formatText(changes, style, { title: heading, headings })
      : `${style.heading(printable(heading))}\n\n${tree}`;
  const below = footer === undefined ? [] : [footer.split('\n').map(printable).join('\n')];
  return `${[report, ...below].join('\n\n')}\n`;
}
