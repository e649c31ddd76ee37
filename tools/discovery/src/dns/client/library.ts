import type { Reply } from '../message.ts';

/** Who looks names up in a container: the C library, or Go itself. */
export type Library = 'glibc' | 'musl' | 'go';

/** What a library makes of the replies to one name. */
export type Outcome = 'found' | 'no-data' | 'not-found' | 'failed' | 'unknown';

/** Longest list of search domains that musl reads, with the word before it. */
const MUSL_LINE = 254;

/**
 * The names that are asked one after another, absolute. Undefined stands for those in search domains of the node, which
 * are not known.
 * - glibc (`res_search`) and Go (`nameList`): with fewer dots than `ndots` first in each search domain, then alone; else
 *   alone, then in each search domain.
 * - musl (`name_from_dns_search`): with enough dots alone and nowhere else. It reads no longer line than 255 characters.
 * A final dot: alone.
 */
export function namesToTry(
  name: string,
  resolver: {
    readonly searches: readonly string[];
    readonly nodeSearchesAt?: number;
    readonly ndots: number;
  },
  library: Library,
): readonly (string | undefined)[] {
  if (name.endsWith('.')) return [name];
  const dots = name.split('.').length - 1;
  const alone = `${name}.`;
  const enough = dots >= resolver.ndots;
  if (enough && library === 'musl') return [alone];
  const tooLong = `search ${resolver.searches.join(' ')}`.length > MUSL_LINE;
  const searches: readonly string[] = library === 'musl' && tooLong ? [] : resolver.searches;
  const names: (string | undefined)[] = searches.map((domain) =>
    domain === '.' || domain === '' ? alone : `${name}.${domain.replace(/\.$/u, '')}.`,
  );
  if (resolver.nodeSearchesAt !== undefined) names.splice(resolver.nodeSearchesAt, 0, undefined);
  if (library === 'glibc' && names.includes(alone)) return enough ? [alone, ...names] : names;
  return enough ? [alone, ...names] : [...names, alone];
}

/** What a library makes of the replies to questions of some types, A first, about one name. */
export function outcomeOf(
  replies: readonly Reply[],
  types: readonly string[],
  library: Library,
): Outcome {
  const answered = replies.map(({ answers }) => answers.some(({ type }) => types.includes(type)));
  // Who hears nothing fails.
  const rcodes = replies.map(({ rcode, silent }) => (silent ? 'SERVFAIL' : rcode));
  if (library === 'musl') {
    // The first reply that is no success decides, whatever the other one says.
    const bad = rcodes.find((rcode) => rcode !== 'NOERROR');
    if (bad === null) return 'unknown';
    if (bad !== undefined) return bad === 'NXDOMAIN' ? 'not-found' : 'failed';
    return answered.includes(true) ? 'found' : 'no-data';
  }
  if (answered.includes(true)) return 'found';
  if (rcodes.includes(null)) return 'unknown';
  // Of two that fail the first one counts; one that succeeds without an answer does not.
  const decisive = rcodes.find((rcode) => rcode !== 'NOERROR');
  if (decisive === undefined) return 'no-data';
  return decisive === 'NXDOMAIN' ? 'not-found' : 'failed';
}

/**
 * What is done after the replies to one name: the next name is tried, or only the name alone, or none.
 * - glibc goes on after NXDOMAIN, NODATA and SERVFAIL. It ends with an alias that leads nowhere; after any other failure it
 *   tries the name alone.
 * - musl goes on after NXDOMAIN alone.
 * - Go goes on until there is an address.
 */
export function nextStep(
  outcome: Outcome,
  replies: readonly Reply[],
  library: Library,
): 'next' | 'alone' | 'end' {
  if (outcome === 'found' || outcome === 'unknown') return 'end';
  if (library === 'go') return 'next';
  if (library === 'musl') return outcome === 'not-found' ? 'next' : 'end';
  if (replies.some(({ rcode, answers }) => rcode === 'NOERROR' && answers.length > 0)) return 'end';
  const known: readonly (string | null)[] = ['NOERROR', 'NXDOMAIN', 'SERVFAIL'];
  return outcome === 'failed' && !replies.every(({ rcode }) => known.includes(rcode))
    ? 'alone'
    : 'next';
}
