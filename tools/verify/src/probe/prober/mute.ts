import type { Answer } from './question.ts';

/** How connections fail to what is there but does not speak HTTP. */
const NO_HTTP: readonly string[] = ['closed', 'not-http', 'reset', 'silent'];

/** Whether nobody said who they are: who answered did not tell a name, or nobody answered as HTTP does. */
export function isMute({ hosts = {}, failed = {} }: Answer): boolean {
  if ('' in hosts) return true;
  const failures = Object.keys(failed);
  const isAnswered = Object.keys(hosts).length > 0;
  return !isAnswered && failures.length > 0 && failures.every((why) => NO_HTTP.includes(why));
}
