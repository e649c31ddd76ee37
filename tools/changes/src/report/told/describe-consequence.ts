import { KIND_WORDS } from '../kind-words.ts';
import type { ToldChange } from './tell-meaning.ts';

const WORDS = {
  lost: 'with it is lost',
  gained: 'with it is gained',
  changed: 'with it changes',
} as const;

/** `with it is lost: scrape target ServiceMonitor/backend/go-server (3)` */
export function describeConsequence(
  { kind, change, subject, count, values }: ToldChange,
  cause: ToldChange,
): string {
  const own = subject.startsWith(`${cause.subject} `)
    ? `its ${subject.slice(cause.subject.length + 1)}`
    : `${KIND_WORDS[kind]} ${subject}`;
  // Why, where the cause is there as before.
  const [value, ...others] = values;
  const now = cause.change === 'changed' && others.length === 0 ? value?.after : undefined;
  return `${WORDS[change]}: ${own}${count > 1 ? ` (${count})` : ''}${now === undefined ? '' : `: ${now}`}`;
}
