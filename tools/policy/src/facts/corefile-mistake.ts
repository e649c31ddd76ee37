import type { CorefileFailure } from './corefile.ts';
import { lineAt } from './corefile.ts';

/** Which of the usual mistakes keeps CoreDNS from starting. */
export type CorefileMistake =
  | 'duplicate-plugin'
  | 'server-block-in-override'
  | 'syntax'
  | 'unknown-plugin';

/** Tells it by the message of CoreDNS and the line that it means. */
export function mistakeOf(failure: CorefileFailure): CorefileMistake {
  const { error, position, in: text } = failure;
  if (error.includes('this plugin can only be used once')) return 'duplicate-plugin';
  const word = unknownDirective(failure);
  if (word === undefined) return 'syntax';
  const opensBlock = lineAt(text, position).replace(/#.*/, '').trimEnd().endsWith('{');
  const isZone = /[.:]/.test(word);
  return text.key.endsWith('.override') && opensBlock && isZone
    ? 'server-block-in-override'
    : 'unknown-plugin';
}

/** The word that is no plugin, where that is what CoreDNS says. */
export function unknownDirective({ error }: CorefileFailure): string | undefined {
  return /Unknown directive '([^']*)'/.exec(error)?.[1];
}
