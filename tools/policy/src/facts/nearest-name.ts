const MOST = 1000;

/** The name that was probably meant: with a hash or the name of a release added, or with one slip of the pen. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  for (const name of names.slice(0, MOST)) {
    if (name.startsWith(`${wanted}-`) || name.endsWith(`-${wanted}`)) return name;
    if (isOneSlip(wanted, name)) return name;
  }
  return undefined;
}

/** Whether one letter is too many, missing, another or exchanged with its neighbour. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && left === [...right].toReversed().join('');
}
