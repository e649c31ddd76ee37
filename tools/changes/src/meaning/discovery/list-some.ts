const WIDTH = 60;

/** Items in a line, as many as fit, and how many more there are. */
export function listSome(items: readonly string[], width = WIDTH): string {
  const shown: string[] = [];
  let length = 0;
  for (const item of items) {
    length += item.length + 2;
    if (shown.length > 0 && length > width) break;
    shown.push(item);
  }
  const left = items.length - shown.length;
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`;
}
