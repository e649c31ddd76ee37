import { KIND_WORDS } from '../kind-words.ts';
import type { ToldChange } from './tell-meaning.ts';

const WORDS = {
  lost: 'with it is lost',
  gained: 'with it is gained',
  changed: 'with it changes',
} as const;

/** `with it is lost: scrape target ServiceMonitor/backend/go-server (3)` */
export function describeConsequence(
  { kind, change, subject, count }: ToldChange,
  cause: ToldChange,
): string {
  const own = subject.startsWith(`${cause.subject} `)
    ? `its ${subject.slice(cause.subject.length + 1)}`
    : `${KIND_WORDS[kind]} ${subject}`;
  return `${WORDS[change]}: ${own}${count > 1 ? ` (${count})` : ''}`;
}
