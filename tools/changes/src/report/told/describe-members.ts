import { listNames } from '../list-names.ts';
import type { ToldChange } from './tell-meaning.ts';

const MAX_MEMBERS = 12;

/** What a change stands for, in a line; '' where it is one thing. */
export function describeMembers({ kind, members }: ToldChange): string {
  if (members.length === 0) return '';
  return `${kind === 'endpoints' ? 'of ' : ''}${listNames(members, MAX_MEMBERS)}`;
}
