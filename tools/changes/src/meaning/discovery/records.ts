import { plural } from '@fingerpost/text';
import type { DnsRecord } from '@fingerpost/discovery';

import type { Draft, Spot } from './draft.ts';
import type { RecordDifference, RecordLedger } from './record-ledger.ts';
import { nameOfService } from './sides.ts';
import type { Sides } from './sides.ts';

/** Records that come and go though nothing else of their Service does: those of its pods, and addresses. */
export function compareRecords(sides: Sides, ledger: RecordLedger): Draft[] {
  const spots = spotsOf(sides);
  return ledger.left().flatMap((name): Draft[] => {
    const { lost, gained, weighed } = withoutWeights(ledger.take(name));
    const change = lost.length === 0 ? 'gained' : gained.length === 0 ? 'lost' : 'changed';
    const isWeights = lost.length + gained.length === 0;
    const more = weighed.length === 0 ? '' : `, other weights in ${weighed.length} more`;
    const [old, fresh] = isWeights
      ? [weighed.map(([one]) => one), weighed.map(([, one]) => one)]
      : [lost, gained];
    const isOne = old.length <= 1 && fresh.length <= 1;
    return [
      {
        kind: 'record',
        change: isWeights ? 'changed' : change,
        about: name,
        aspect: '',
        noun: 'Services',
        before: textOf(old, isOne, more),
        after: textOf(fresh, isOne, more),
        ...(!isOne && { members: membersOf(old, fresh) }),
        spot: spots.get(name),
      },
    ];
  });
}

interface Weighed extends RecordDifference {
  /** The same but for the weight, which the number of others decides. */
  readonly weighed: readonly (readonly [before: DnsRecord, after: DnsRecord])[];
}

function withoutWeights({ lost, gained }: RecordDifference): Weighed {
  const fresh = new Map(gained.map((record) => [withoutWeight(record), record]));
  const weighed = lost.flatMap((record) => {
    const other = record.type === 'SRV' ? fresh.get(withoutWeight(record)) : undefined;
    return other ? [[record, other] as const] : [];
  });
  const told = new Set(weighed.flat());
  return {
    lost: lost.filter((record) => !told.has(record)),
    gained: gained.filter((record) => !told.has(record)),
    weighed,
  };
}

function withoutWeight({ name, type, value }: DnsRecord): string {
  return `${name} ${type} ${type === 'SRV' ? value.replace(/^(\d+) \d+ /, '$1 ') : value}`;
}

function textOf(records: readonly DnsRecord[], isOne: boolean, more: string): string | undefined {
  const [first] = records;
  if (!first) return undefined;
  if (isOne) return `${first.type} ${first.value}${more}`;
  const addresses = new Set(
    records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ value }) => value),
  );
  const whose = addresses.size > 0 && addresses.size <= 2 ? ` of ${[...addresses].join(', ')}` : '';
  return `${plural(records.length, 'record')}${whose}${more}`;
}

function membersOf(lost: readonly DnsRecord[], gained: readonly DnsRecord[]): string[] {
  const isMixed = lost.length > 0 && gained.length > 0;
  const write = (word: string) => (record: DnsRecord) => {
    const { name, type, value } = record;
    return `${isMixed ? `${word} ` : ''}${type} ${name} ${value}`;
  };
  return [...lost.map(write('lost')), ...gained.map(write('gained'))].toSorted();
}

function spotsOf({ before, after }: Sides): ReadonlyMap<string, Spot> {
  return new Map(
    [before, after].flatMap((side) =>
      [...side.services.values()].map((service): [string, Spot] => [
        nameOfService(service, side),
        { on: service.stored, field: 'spec' },
      ]),
    ),
  );
}
