import { plural } from '@fingerpost/text';
import type { DnsRecord, Service, ServicePort } from '@fingerpost/discovery';

import type { Draft, Spot } from './draft.ts';
import { matchPorts } from './match-ports.ts';
import { commonLabel, leadsNowhere, portLabel, portText } from './port-text.ts';
import type { RecordLedger } from './record-ledger.ts';
import { nameOfService } from './sides.ts';
import type { ServicePair, Sides } from './sides.ts';
import type { Users } from './users.ts';

/** Ports that a Service loses or gains, or that get another number, protocol or target. */
export function comparePorts(
  sides: Sides,
  pairs: readonly ServicePair[],
  ledger: RecordLedger,
  users: Users,
): Draft[] {
  return pairs.flatMap(({ key, before, after }): Draft[] => {
    // An alias has no ports: what it lost belongs to its name.
    if (before.addressing === 'external-name' || after.addressing === 'external-name') return [];
    const name = nameOfService(after, sides.after);
    const { both, lost, gained } = matchPorts(before, after);
    const base = { kind: 'port', about: key, noun: 'Services' } as const;
    const takeRecords = (...ports: readonly ServicePort[]) =>
      ledger.take(name, (record) => ports.some((port) => isOf(record, port)));
    return [
      ...lost.map((port): Draft => {
        const records = takeRecords(port);
        return {
          ...base,
          change: 'lost',
          aspect: portLabel(port),
          before: withRecords(portText(port, true), records.lost),
          spot: { on: after.stored, field: 'spec.ports' },
          dependents: users.ofPort(key, port),
        };
      }),
      ...gained.map((port): Draft => {
        const records = takeRecords(port);
        return {
          ...base,
          change: 'gained',
          aspect: portLabel(port),
          after: withRecords(portText(port, true), records.gained),
          spot: spotOf(after, port),
        };
      }),
      ...both.flatMap(([old, fresh]): Draft[] => {
        const texts = textsOf(old, fresh);
        if (!texts) return [];
        const records = takeRecords(old, fresh);
        return [
          {
            ...base,
            change: 'changed',
            aspect: commonLabel(old, fresh),
            before: withRecords(texts.before, records.lost),
            after: withRecords(texts.after, records.gained),
            spot: spotOf(after, fresh),
            worse: leadsNowhere(fresh) && !leadsNowhere(old),
            better: leadsNowhere(old) && !leadsNowhere(fresh),
            dependents: users.ofPort(key, old, isRenamed(old, fresh)),
          },
        ];
      }),
    ];
  });
}

/** Undefined where a port is the same; that its selector finds other pods is said of its endpoints. */
function textsOf(
  before: ServicePort,
  after: ServicePort,
): { readonly before: string; readonly after: string } | undefined {
  const isKnown = before.targets.length > 0 && after.targets.length > 0;
  const [old, fresh] = [portText(before, isKnown), portText(after, isKnown)];
  return old === fresh ? undefined : { before: old, after: fresh };
}

/** Nothing but the name is another: who uses the number goes on. */
function isRenamed(before: ServicePort, after: ServicePort): boolean {
  return portText(before, true) === portText({ ...after, name: before.name }, true);
}

function isOf({ name, type }: DnsRecord, port: ServicePort): boolean {
  return type === 'SRV' && name.startsWith(`_${port.name}._${port.protocol.toLowerCase()}.`);
}

function withRecords(text: string, records: readonly DnsRecord[]): string {
  return records.length === 0 ? text : `${text}, ${plural(records.length, 'SRV record')}`;
}

function spotOf({ stored, ports }: Service, port: ServicePort): Spot {
  return { on: stored, field: `spec.ports[${ports.indexOf(port)}]` };
}
