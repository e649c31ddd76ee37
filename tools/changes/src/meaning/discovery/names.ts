import { plural } from '@fingerpost/text';
import type { DnsRecord, NamedService, Service } from '@fingerpost/discovery';

import type { Draft, Spot } from './draft.ts';
import { listSome } from './list-some.ts';
import { portLabel } from './port-text.ts';
import type { RecordLedger } from './record-ledger.ts';
import { keysOfBoth, nameOfService } from './sides.ts';
import type { Side, Sides } from './sides.ts';
import type { Users } from './users.ts';

/** Names of Services that are lost or gained, or lead elsewhere. Their records and ports belong to them. */
export function compareNames(sides: Sides, ledger: RecordLedger, users: Users): Draft[] {
  const before = namesOf(sides.before);
  const after = namesOf(sides.after);
  return keysOfBoth(before, after).flatMap((name): Draft[] => {
    const [old, fresh] = [before.get(name), after.get(name)];
    const known = fresh ?? old;
    if (!known || (old && fresh && old.leads === fresh.leads)) return [];
    const { lost, gained } = ledger.take(name);
    return [
      {
        kind: 'name',
        change: old ? (fresh ? 'changed' : 'lost') : 'gained',
        about: name,
        aspect: '',
        noun: 'names',
        before: old && textOf(old, fresh, lost),
        after: fresh && textOf(fresh, old, gained),
        spot: spotOf(known, old !== undefined && fresh !== undefined),
        ...(old && { dependents: users.ofService(known.key) }),
      },
    ];
  });
}

interface Name {
  /** `namespace/name` */
  readonly key: string;
  readonly named: NamedService;
  /** Undefined for default/kubernetes, which no manifest makes. */
  readonly service: Service | undefined;
  readonly ports: readonly string[];
  /** Equal for names that lead to the same. */
  readonly leads: string;
}

function namesOf(side: Side): ReadonlyMap<string, Name> {
  return new Map(
    [...side.model.names.services].map(([key, named]) => {
      const service = side.services.get(key);
      const ports = service?.ports.map(portLabel) ?? [];
      const leads = leadsTo(named, service);
      return [nameOfService(named, side), { key, named, service, ports, leads }];
    }),
  );
}

function leadsTo({ externalName, headless }: NamedService, service: Service | undefined): string {
  if (externalName !== undefined) return `alias of ${externalName}`;
  const what = headless ? 'headless: the addresses of its pods' : 'cluster IP';
  return service?.selector === null ? `${what}, no selector` : what;
}

/** Ports are told where they are not the same. */
function textOf(
  { leads, named, ports }: Name,
  other: Name | undefined,
  records: readonly DnsRecord[],
): string {
  // The record of an alias is the alias.
  if (named.externalName !== undefined) return leads;
  return [
    leads,
    ...(ports.length > 0 && ports.join() !== other?.ports.join() ? [listSome(ports, 40)] : []),
    ...(records.length > 0 ? [plural(records.length, 'record')] : []),
  ].join(', ');
}

/** The field that decides what a name leads to, where it is the same name. */
function spotOf({ named, service }: Name, isChanged: boolean): Spot | undefined {
  const on = named.stored;
  if (!on) return undefined;
  if (!isChanged) return { on, field: '' };
  if (named.externalName !== undefined) return { on, field: 'spec.externalName' };
  if (named.headless) return { on, field: 'spec.clusterIP' };
  return { on, field: service?.selector === null ? 'spec' : 'spec.selector' };
}
