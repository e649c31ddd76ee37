import { posix } from 'node:path';

import { formatText } from '@fingerpost/changes';
import { isUpToDate } from '@fingerpost/publish';
import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { Proposal } from './proposal.ts';

/** What would be written, for a reader in a terminal: the files as a tree, the message, and what it changes. */
export function formatProposal(proposal: Proposal, style: Style): string {
  const { branches, rendered, head, base, plan, changes } = proposal;
  const { digest, message } = rendered;
  const from = `${proposal.environment} at HEAD (${head.sha.slice(0, 7)}), ${digest}`;
  if (base && isUpToDate(plan)) {
    const tip = base.commit.sha.slice(0, 7);
    return `${style.heading(`${base.name} (${tip}) holds what HEAD renders to; nothing would be written`)}\n  ${from}\n`;
  }
  const title = base
    ? `${branches.proposal} -> ${branches.base}: ${countFiles(proposal)}`
    : `${branches.base} does not exist yet; the first proposal holds ${plural(rendered.files.size, 'file')}`;
  const quoted = message
    .trimEnd()
    .split('\n')
    .map((line) => `  ${printable(line)}`.trimEnd());
  const parts = [
    `${style.heading(title)}\n  ${from}`,
    formatTree(proposal),
    `${style.heading('commit message')}\n\n${quoted.join('\n')}`,
    ...(changes
      ? [formatText(changes, style, { title: `${changes.before} -> ${changes.after}` })]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function countFiles({ plan: { added, changed, removed, kept } }: Proposal): string {
  return `${plural(added.length, 'file')} added, ${changed.length} changed, ${removed.length} removed, ${kept.length} left as ${kept.length === 1 ? 'it is' : 'they are'}`;
}

interface Written {
  readonly path: string;
  readonly what: string;
}

/** Files by folder, each with what becomes of it and how long it is. */
function formatTree({ plan, rendered, base }: Proposal): string {
  const before = new Map(base?.entries.map(({ path, size }) => [path, size]));
  const sizeOf = (path: string): number => rendered.files.get(path)?.length ?? 0;
  const written: Written[] = [
    ...plan.added.map((path) => ({ path, what: `added    ${bytes(sizeOf(path))}` })),
    ...plan.changed.map((path) => ({
      path,
      what: `changed  ${bytes(before.get(path) ?? 0)} -> ${bytes(sizeOf(path))}`,
    })),
    ...plan.removed.map((path) => ({ path, what: 'removed' })),
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const byFolder = Map.groupBy(written, ({ path }) => posix.dirname(path));
  const width = Math.max(...written.map(({ path }) => printable(posix.basename(path)).length));
  return [...byFolder]
    .toSorted(([a], [b]) => Number(a !== '.') - Number(b !== '.') || (a < b ? -1 : 1))
    .map(([folder, files]) => {
      const indent = folder === '.' ? '  ' : '    ';
      const lines = files.map(
        ({ path, what }) => `${indent}${printable(posix.basename(path)).padEnd(width)}  ${what}`,
      );
      return [...(folder === '.' ? [] : [`  ${printable(folder)}/`]), ...lines].join('\n');
    })
    .join('\n');
}

const NUMBER = new Intl.NumberFormat('en-US');

function bytes(length: number): string {
  return `${NUMBER.format(length)} B`;
}
