import type { Finding } from '@fingerpost/policy';

/** Whether a finding says something that one of the same rule does not, the name of its own resource apart. */
export function saysMore(
  { message, resource }: Pick<Finding, 'message' | 'resource'>,
  other: Pick<Finding, 'message'>,
): boolean {
  const known = new Set(other.message.split(' ').map(bare));
  const own = resource.split('/').filter((part) => part !== '');
  return message
    .split(' ')
    .map(bare)
    .some((word) => !known.has(word) && !own.some((part) => word.includes(part)));
}

/** Without the punctuation of a sentence. */
function bare(word: string): string {
  return word.replaceAll(/^["'(]+|["'),.:;]+$/g, '');
}
