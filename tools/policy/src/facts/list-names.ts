const MAX_NAMES = 3;

/** `a`, `a and b`, `a, b, c and 4 more`. */
export function listNames(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const more = distinct.length - MAX_NAMES;
  if (more > 0) return `${distinct.slice(0, MAX_NAMES).join(', ')} and ${more} more`;
  const last = distinct.at(-1) ?? '';
  return distinct.length < 2 ? last : `${distinct.slice(0, -1).join(', ')} and ${last}`;
}
