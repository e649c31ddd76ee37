/** A number of pods as it is written, or a share of all of them (`25%`), rounded as asked; undefined where it is neither. */
export function countOf(
  written: number | string | undefined,
  all: number,
  round: 'down' | 'up',
): number | undefined {
  if (written === undefined || typeof written === 'number') return written;
  const [, digits] = /^(\d{1,9})%$/.exec(written) ?? [];
  if (digits === undefined) return undefined;
  const share = Number(digits) * all;
  return round === 'up' ? Math.ceil(share / 100) : Math.floor(share / 100);
}
