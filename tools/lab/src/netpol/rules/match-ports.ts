import type { ContainerPort } from '@fingerpost/discovery';
import type { PortMatch } from './filter.ts';
import type { PolicyPort, Protocol } from './policy.ts';

type Range = readonly [first: number, last: number];

const LAST_PORT = 65_535;

/**
 * What entries of `ports` mean at a destination with these container ports, one match for each protocol; undefined for
 * everything, no match for nothing. A name means every port of that name and protocol.
 */
export function matchPorts(
  ports: readonly PolicyPort[] | undefined,
  destination: readonly ContainerPort[],
): readonly PortMatch[] | undefined {
  if (!ports) return undefined;
  const byProtocol = Map.groupBy(ports, ({ protocol }) => protocol);
  return [...byProtocol]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([protocol, entries]): PortMatch[] => {
      if (entries.some(({ port }) => port === undefined)) return [{ protocol, ranges: undefined }];
      const ranges = mergeRanges(
        entries.flatMap(({ port }) =>
          typeof port === 'string' ? portsNamed(port, protocol, destination) : port ? [port] : [],
        ),
      );
      return ranges.length === 0 ? [] : [{ protocol, ranges }];
    });
}

/** Whether an entry may mean other ports at other destinations. */
export function isNamed({ port }: PolicyPort): boolean {
  return typeof port === 'string';
}

function portsNamed(
  name: string,
  protocol: Protocol,
  destination: readonly ContainerPort[],
): Range[] {
  return destination
    .filter((port) => port.name === name && port.protocol.toLowerCase() === protocol)
    .map(({ port }) => [port, port]);
}

function mergeRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  const within = ranges.map(([first, last]): Range => [
    Math.max(first, 1),
    Math.min(last, LAST_PORT),
  ]);
  for (const [first, last] of within.toSorted(([a], [b]) => a - b)) {
    if (first > last) continue;
    const before = merged.at(-1);
    if (before === undefined || first > before[1] + 1) merged.push([first, last]);
    else merged[merged.length - 1] = [before[0], Math.max(before[1], last)];
  }
  return merged;
}
