import type { DnsRecord } from '@fingerpost/discovery';

import type { Side, Sides } from './sides.ts';

/** Records that only one side has. */
export interface RecordDifference {
  readonly lost: readonly DnsRecord[];
  readonly gained: readonly DnsRecord[];
}

/** The records that differ, until a change takes them as its own: each is told once. */
export interface RecordLedger {
  /** Those of a Service that nothing has taken yet, as its name finds them. */
  take(name: string, isMeant?: (record: DnsRecord) => boolean): RecordDifference;
  /** The names of Services with records that nothing has taken, sorted. */
  left(): readonly string[];
}

/** Compares the records of two models. Linear in them. */
export function makeRecordLedger({ before, after }: Sides): RecordLedger {
  const old = textsOf(before);
  const fresh = textsOf(after);
  const byName = new Map<string, { lost: DnsRecord[]; gained: DnsRecord[] }>();
  const add = (list: 'gained' | 'lost', record: DnsRecord, side: Side): void => {
    const name = serviceOf(record, side);
    const known = byName.get(name) ?? { lost: [], gained: [] };
    byName.set(name, known);
    known[list].push(record);
  };
  for (const [text, record] of old) if (!fresh.has(text)) add('lost', record, before);
  for (const [text, record] of fresh) if (!old.has(text)) add('gained', record, after);
  return {
    take: (name, isMeant = () => true) => {
      const { lost, gained } = byName.get(name) ?? { lost: [], gained: [] };
      const rest = {
        lost: lost.filter((record) => !isMeant(record)),
        gained: gained.filter((record) => !isMeant(record)),
      };
      if (rest.lost.length + rest.gained.length === 0) byName.delete(name);
      else byName.set(name, rest);
      return { lost: lost.filter(isMeant), gained: gained.filter(isMeant) };
    },
    left: () => [...byName.keys()].toSorted(),
  };
}

function textsOf({ model }: Side): ReadonlyMap<string, DnsRecord> {
  return new Map(
    model.records.map((record) => [`${record.name} ${record.type} ${record.value}`, record]),
  );
}

/** The name of the Service that has a record; that of a reverse name is its value. */
function serviceOf({ name, type, value }: DnsRecord, { model }: Side): string {
  const full = type === 'PTR' ? value : name;
  const zone = `.svc.${model.environment.clusterDomain}`;
  const inside = full.slice(0, -zone.length - 1);
  return `${inside.split('.').slice(-2).join('.')}${zone}`;
}
