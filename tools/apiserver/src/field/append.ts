/** Adds the items of lists to a list: `push(...items)` fails on more items than the stack holds. */
export function append<T>(list: T[], ...more: readonly (readonly T[])[]): void {
  for (const items of more) {
    for (const item of items) list.push(item);
  }
}
