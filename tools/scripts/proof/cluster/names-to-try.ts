/** The names that a resolver tries, absolute: with fewer dots than `ndots` first in each search domain, then alone. */
export function namesToTry(name: string, searches: readonly string[], ndots: number): string[] {
  if (name.endsWith('.')) return [name];
  const found = searches.map((domain) => `${name}.${domain.replace(/\.$/, '')}.`);
  return name.split('.').length - 1 >= ndots ? [`${name}.`, ...found] : [...found, `${name}.`];
}
