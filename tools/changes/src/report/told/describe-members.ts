import { listNames } from '../list-names.ts';
import type { ToldChange } from './tell-meaning.ts';

const MAX_MEMBERS = 12;

/** A record is a line of its own. */
const MAX_RECORDS = 3;

/** What a change stands for, in a line; '' where it is one thing. */
export function describeMembers({ kind, members }: ToldChange): string {
  if (members.length === 0) return '';
  const most = kind === 'record' ? MAX_RECORDS : MAX_MEMBERS;
  return `${kind === 'endpoints' ? 'on ' : ''}${listNames(members, most)}`;
}
