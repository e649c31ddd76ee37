import type { DiscoveryChange } from '../../changes.ts';
import { outcomeOf, subjectOf } from './draft.ts';
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

const RANKS = { lost: 0, changed: 1, gained: 2 } as const;

/** First what is lost or works no more, then what changed, what is gained or works again; in each a cause before what follows. */
export function inOrder(drafts: readonly Draft[]): Draft[] {
  return drafts
    .map((draft) => ({ draft, rank: rankOf(draft), key: keyOf(draft) }))
    .toSorted((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ draft }) => draft);
}

function rankOf(draft: Draft): number {
  return RANKS[outcomeOf(draft)] * KINDS.length + KINDS.indexOf(draft.kind);
}

function keyOf(draft: Draft): string {
  return `${subjectOf(draft)}\n${draft.before ?? ''}\n${draft.after ?? ''}`;
}
