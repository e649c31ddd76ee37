import type { Answer } from './answer.ts';

/** What happens instead of GitHub's answer: another answer, none at all, a cut tree, or the same one later. */
export type Trouble =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'reset' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'slow'; readonly milliseconds: number };

export interface Fault {
  /**
   * Which requests: an operation (`git/create-tree`), a field of a mutation or query (`graphql:updateRefs`), every
   * `write`, or `any`.
   */
  readonly on: string;
  /** The first request that it meets, of those that match from now on. Default 1. */
  readonly nth?: number;
  /** How many it meets. Default 1. */
  readonly times?: number;
  /** Before GitHub did what it was asked to, so that nothing happened, or after it. Default before. */
  readonly when?: 'after' | 'before';
  readonly trouble: Trouble;
}

/** A fault with the matching requests that it has seen. */
export interface ArmedFault extends Fault {
  seen: number;
}

function answer(status: number, message: string, headers: Record<string, string> = {}): Trouble {
  const body = {
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  };
  return { kind: 'answer', answer: { status, body, headers } };
}

/** GitHub is down or took too long. */
export const serverError = (status = 502): Trouble => answer(status, 'Server Error');

/** The secondary limit, as GitHub has it for many writes in a short time. */
export const secondaryLimit = (retryAfter = 1, status: 403 | 429 = 403): Trouble =>
  answer(
    status,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    { 'retry-after': String(retryAfter) },
  );

/** The limit of requests in an hour; `reset` in seconds since 1970. */
export const primaryLimit = (reset: number, status: 403 | 429 = 403): Trouble =>
  answer(status, 'API rate limit exceeded for installation.', {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(reset),
  });

/** The token has ended, or was never one. */
export const badCredentials = (): Trouble => answer(401, 'Bad credentials');

export const conflict = (message = 'Conflict'): Trouble => answer(409, message);

export const unprocessable = (message = 'Validation Failed'): Trouble => answer(422, message);

/** The connection breaks. */
export const reset: Trouble = { kind: 'reset' };

/** A recursive tree without its second half, marked so. */
export const truncatedTree: Trouble = { kind: 'truncated' };

export const slow = (milliseconds: number): Trouble => ({ kind: 'slow', milliseconds });

/** The first of the faults whose turn it is with this request; all that match it have seen it. */
export function takeFault(
  faults: readonly ArmedFault[],
  names: readonly string[],
): ArmedFault | undefined {
  let taken: ArmedFault | undefined;
  for (const fault of faults) {
    if (!names.includes(fault.on)) continue;
    fault.seen += 1;
    const { nth = 1, times = 1 } = fault;
    if (fault.seen >= nth && fault.seen < nth + times) taken ??= fault;
  }
  return taken;
}
