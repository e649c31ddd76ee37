/** Limits of the API server, which the kubelet keeps too (`pkg/apis/core/validation`). */
const MAX_SEARCHES = 32;
const MAX_CHARACTERS = 2048;
/** Resolvers may end the process over longer ones. */
const MAX_DOMAIN = 253;

/** The search domains that the kubelet writes, and what it says of others (`formDNSSearchFitsLimits`). */
export function limitSearches(searches: readonly string[]): {
  readonly searches: readonly string[];
  readonly omitted: readonly string[];
} {
  const omitted: string[] = [];
  if (searches.length > MAX_SEARCHES) {
    omitted.push(`Only the first ${MAX_SEARCHES} of ${searches.length} search domains are used.`);
  }
  const few = searches.slice(0, MAX_SEARCHES);
  const long = few.filter((domain) => domain.length > MAX_DOMAIN);
  for (const domain of long) {
    omitted.push(
      `The search domain ${domain} is left out: it is longer than ${MAX_DOMAIN} characters.`,
    );
  }
  const kept = few.filter((domain) => domain.length <= MAX_DOMAIN);
  while (kept.join(' ').length > MAX_CHARACTERS) {
    omitted.push(
      `The search domain ${kept.pop()} is left out: the list is longer than ${MAX_CHARACTERS} characters.`,
    );
  }
  return { searches: kept, omitted };
}
