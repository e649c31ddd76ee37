import type { DiscoveryChange } from '../../changes.ts';
import { subjectOf } from './draft.ts';
import type { Draft } from './draft.ts';

const KINDS: readonly DiscoveryChange['kind'][] = [
  'name',
  'record',
  'port',
  'endpoints',
  'route',
  'scrape',
  'connection',
  'name-server',
];

/** First what is lost, then what works no more, what changed, and what is gained. */
export function inOrder(drafts: readonly Draft[]): Draft[] {
  return drafts
    .map((draft) => ({ draft, rank: rankOf(draft), key: keyOf(draft) }))
    .toSorted((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ draft }) => draft);
}

function rankOf({ change, worse, kind }: Draft): number {
  const first = change === 'lost' ? 0 : change === 'gained' ? 3 : worse === true ? 1 : 2;
  return first * KINDS.length + KINDS.indexOf(kind);
}

function keyOf(draft: Draft): string {
  return `${subjectOf(draft)}\n${draft.before ?? ''}\n${draft.after ?? ''}`;
}
