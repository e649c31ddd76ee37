/** Rules that no mutation of this repository reaches, and why; their fixtures have to do. */
export const unreachable: ReadonlyMap<string, string> = new Map([]);
