import type { ConnectionId, ConnectionPool } from './connection-pool.ts';
import { ALL, NONE } from './connection-pool.ts';
import { portRange } from './connections.ts';
import type { Protocol } from './connections.ts';
import type { PodClass } from './pod-classes.ts';
import type { RulePort } from './policy.ts';
import { portsNamed } from './subject.ts';

/** Stands for ports as rules say them: some as numbers, some as names that each destination resolves for itself. */
export type PortSpecId = number;

/** Ports without names have the number of their connections. */
export interface PortSpecs {
  idOf(ports: readonly RulePort[] | undefined): PortSpecId;
  unite(a: PortSpecId, b: PortSpecId): PortSpecId;
  /** Whether it has no names, so that it means the same connections everywhere. */
  isPlain(id: PortSpecId): boolean;
  /** The connections at a destination; at an address outside, which has no names, undefined is meant. */
  resolve(id: PortSpecId, destination: PodClass | undefined): ConnectionId;
}

interface NamedPorts {
  readonly numbers: ConnectionId;
  /** `UDP dns` */
  readonly names: readonly string[];
}

/** Named specifications are negative, so that all others are connections themselves. */
export function makePortSpecs(pool: ConnectionPool): PortSpecs {
  const named: NamedPorts[] = [];
  const ids = new Map<string, PortSpecId>();
  const resolved = new Map<string, ConnectionId>();
  const intern = (numbers: ConnectionId, names: readonly string[]): PortSpecId => {
    if (numbers === ALL || names.length === 0) return numbers;
    const sorted = [...new Set(names)].toSorted();
    const key = JSON.stringify([numbers, sorted]);
    const id = ids.get(key) ?? -named.push({ numbers, names: sorted });
    ids.set(key, id);
    return id;
  };
  const partsOf = (id: PortSpecId): NamedPorts =>
    id >= 0 ? { numbers: id, names: [] } : (named[-id - 1] ?? { numbers: NONE, names: [] });
  return {
    idOf: (ports) => {
      if (!ports) return ALL;
      const numbers = ports.reduce(
        (sum, port) => pool.unite(sum, pool.idOf(port.connections)),
        NONE,
      );
      const names = ports.flatMap(({ name, protocol }) =>
        name === undefined ? [] : [`${protocol} ${name}`],
      );
      return intern(numbers, names);
    },
    unite: (a, b) => {
      if (a >= 0 && b >= 0) return pool.unite(a, b);
      if (a === b) return a;
      const [left, right] = [partsOf(a), partsOf(b)];
      const numbers = pool.unite(left.numbers, right.numbers);
      return intern(numbers, [...left.names, ...right.names]);
    },
    isPlain: (id) => id >= 0,
    resolve: (id, destination) => {
      if (id >= 0) return id;
      const { numbers, names } = partsOf(id);
      if (!destination) return numbers;
      const key = `${id} ${destination.portsId}`;
      const known = resolved.get(key);
      if (known !== undefined) return known;
      const found = names.reduce(
        (sum, text) => pool.unite(sum, numbersOf(text, destination)),
        numbers,
      );
      resolved.set(key, found);
      return found;
    },
  };

  function numbersOf(text: string, { example }: PodClass): ConnectionId {
    const space = text.indexOf(' ');
    const protocol = text.slice(0, space) as Protocol;
    return portsNamed(example.spec, text.slice(space + 1), protocol)
      .map((port) => pool.idOf(portRange(protocol, port, port)))
      .reduce((sum, id) => pool.unite(sum, id), NONE);
  }
}
