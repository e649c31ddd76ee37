import type { Service, ServicePort } from '@fingerpost/discovery';

import { byKey } from './sides.ts';

/** Ports of a Service on both sides. */
export interface MatchedPorts {
  readonly both: readonly (readonly [before: ServicePort, after: ServicePort])[];
  readonly lost: readonly ServicePort[];
  readonly gained: readonly ServicePort[];
}

/** Matches ports by name, the only port of a Service with the only one, and what is left by number. */
export function matchPorts(before: Service, after: Service): MatchedPorts {
  const old = byKey(before.ports, nameKey(before));
  const fresh = byKey(after.ports, nameKey(after));
  const both: (readonly [ServicePort, ServicePort])[] = [];
  take(old, fresh, both);
  const oldNumbers = byKey([...old.values()], numberKey);
  const freshNumbers = byKey([...fresh.values()], numberKey);
  take(oldNumbers, freshNumbers, both);
  return { both, lost: [...oldNumbers.values()], gained: [...freshNumbers.values()] };
}

/** Takes out what both have. */
function take(
  old: Map<string, ServicePort>,
  fresh: Map<string, ServicePort>,
  both: (readonly [ServicePort, ServicePort])[],
): void {
  for (const [key, port] of old) {
    const other = fresh.get(key);
    if (!other) continue;
    both.push([port, other]);
    old.delete(key);
    fresh.delete(key);
  }
}

function nameKey({ ports }: Service): (port: ServicePort) => string {
  return (port) => (port.name === '' && ports.length > 1 ? numberKey(port) : port.name);
}

function numberKey({ port, protocol }: ServicePort): string {
  return `${port}/${protocol}`;
}
