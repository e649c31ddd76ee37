/**
 * Domain names as text. What only a cluster knows stands in braces and may hold dots and capital letters:
 * `{ip:pod(shop/web-0)}` is a label, `{ptr:pod(shop/web-0)}` and `{ptr6:...}` are a whole reverse name.
 */

const LABEL = /((?:\{[^{}]*\}|\\.|[^.])*)(?:\.|$)/gsu;

const REVERSE_ZONES: ReadonlyMap<string, readonly string[]> = new Map([
  ['{ptr:', ['in-addr', 'arpa']],
  ['{ptr6:', ['ip6', 'arpa']],
]);

/** The labels of a name, from left to right; none of the root. A reverse name in braces gets the zone that it is in. */
export function labelsOf(name: string): readonly string[] {
  const text = name.endsWith('.') ? name.slice(0, -1) : name;
  if (text === '') return [];
  if (!/[{\\]/u.test(text)) return text.split('.');
  // The pattern also matches nothing at the end.
  const labels = [...text.matchAll(LABEL)].slice(0, -1).map(([, label = '']) => label);
  const [first = ''] = labels;
  const zone =
    labels.length === 1 ? REVERSE_ZONES.get(first.slice(0, first.indexOf(':') + 1)) : undefined;
  return zone ? [first, ...zone] : labels;
}

/** An absolute name of labels. */
export function nameOf(labels: readonly string[]): string {
  return `${labels.join('.')}.`;
}

/** In lower case, but for what stands in braces. */
export function lowerCase(name: string): string {
  if (!name.includes('{')) return name.toLowerCase();
  return name.replaceAll(/\{[^{}]*\}|[^{]+|\{/gu, (part) =>
    part.startsWith('{') ? part : part.toLowerCase(),
  );
}

/** With the final dot. */
export function absolute(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

/** Whether a name is in a zone, or the zone itself; both absolute. Case does not matter. */
export function isInZone(name: string, zone: string): boolean {
  if (zone === '.') return true;
  // Only an escaped dot, or a reverse name in braces, hides where labels end.
  if (!name.includes('\\') && !name.startsWith('{ptr')) {
    const [inner, outer] = [name.toLowerCase(), zone.toLowerCase()];
    return inner === outer || inner.endsWith(`.${outer}`);
  }
  const inner = labelsOf(lowerCase(name));
  const outer = labelsOf(lowerCase(zone));
  const offset = inner.length - outer.length;
  return offset >= 0 && outer.every((label, index) => label === inner[offset + index]);
}

/** Whether a reverse name whose address only a cluster knows may be in a zone that serves a part of all addresses. */
export function isUndecided(name: string, zones: readonly string[]): boolean {
  const [, digit] = /^\{ptr(6?):/u.exec(name) ?? [];
  if (digit === undefined) return false;
  const end = digit === '6' ? '.ip6.arpa.' : '.in-addr.arpa.';
  return zones.some((zone) => zone.endsWith(end));
}

/** Whether a message can hold a name: its labels have 1 to 63 characters, it has 255 with their lengths (RFC 1035). */
export function isSendable(name: string): boolean {
  const labels = labelsOf(name);
  const sizes = labels.map((label) => (label.startsWith('{') ? 1 : label.length));
  if (sizes.some((size) => size === 0 || size > 63)) return false;
  return sizes.reduce((sum, size) => sum + size + 1, 1) <= 255;
}
