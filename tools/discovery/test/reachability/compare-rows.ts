/** A row of any origin: of ours, of a recorded answer, of another program. */
export interface AnyRow {
  readonly from: string;
  readonly to: string;
  readonly connections: 'All' | readonly string[];
}

type Range = readonly [first: number, last: number];

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/**
 * What two answers disagree in, address by address and port by port: however each cuts addresses and ports, and adding
 * up what stands twice. Empty where they are equal.
 */
export function compareRows(ours: readonly AnyRow[], theirs: readonly AnyRow[]): string[] {
  const borders = bordersOf([...ours, ...theirs]);
  const [a, b] = [expand(ours, borders), expand(theirs, borders)];
  const pairs = [...new Set([...a.keys(), ...b.keys()])].toSorted();
  return pairs.flatMap((pair) => {
    const [own, other] = [a.get(pair), b.get(pair)].map((ports) => describe(ports ?? []));
    return own === other ? [] : [`${pair}: ours ${own}, theirs ${other}`];
  });
}

function expand(rows: readonly AnyRow[], borders: readonly number[]): Map<string, Range[]> {
  const result = new Map<string, Range[]>();
  for (const row of rows) {
    for (const from of partsOf(row.from, borders)) {
      for (const to of partsOf(row.to, borders)) {
        const pair = `${from} -> ${to}`;
        result.set(pair, [...(result.get(pair) ?? []), ...portsOf(row.connections)]);
      }
    }
  }
  return result;
}

/** A workload is one part; addresses are cut at the borders. */
function partsOf(side: string, borders: readonly number[]): string[] {
  const ranges = rangesOf(side);
  if (!ranges) return [side];
  return ranges.flatMap(([first, last]) => {
    const starts = borders.filter((border) => border >= first && border <= last);
    return starts.map((start, index) => `${start}-${(starts[index + 1] ?? last + 1) - 1}`);
  });
}

function bordersOf(rows: readonly AnyRow[]): number[] {
  const ranges = rows.flatMap(({ from, to }) => [from, to]).flatMap((side) => rangesOf(side) ?? []);
  return [...new Set(ranges.flatMap(([first, last]) => [first, last + 1]))].toSorted(
    (a, b) => a - b,
  );
}

function rangesOf(side: string): Range[] | undefined {
  if (!/^[\d./,\s-]+$/.test(side)) return undefined;
  return side.split(',').map((part): Range => {
    const [from = '', to = from] = part.trim().split('-');
    const [address = '', length] = from.split('/');
    const first = numberOf(address);
    return length === undefined
      ? [first, numberOf(to)]
      : [first, first + 2 ** (32 - Number(length)) - 1];
  });
}

function numberOf(address: string): number {
  return address.split('.').reduce((value, byte) => value * 256 + Number(byte), 0);
}

function portsOf(connections: 'All' | readonly string[]): Range[] {
  const texts = connections === 'All' ? PROTOCOLS.map((name) => `${name} 1-65535`) : connections;
  return texts.map((text): Range => {
    const [protocol, first, last = first] = text.split(/[ -]/);
    const start = PROTOCOLS.findIndex((name) => name === protocol) * 100_000;
    return [start + Number(first), start + Number(last)];
  });
}

function describe(ranges: readonly Range[]): string {
  const merged: [number, number][] = [];
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  const texts = merged.map(([first, last]) => {
    const name = PROTOCOLS[Math.floor(first / 100_000)];
    return `${name} ${first % 100_000}-${last % 100_000}`;
  });
  return texts.join(', ') || 'nothing';
}
