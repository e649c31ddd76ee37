import { isInZone } from '../domain-name.ts';
import type { Handler, ResourceRecord } from '../message.ts';
import { findTargets } from './find-targets.ts';
import type { Scope } from './scope.ts';
import { resolveSymbols } from './symbol.ts';
import { splitAtZone } from './zone-name.ts';
import type { ZoneName } from './zone-name.ts';

/** Longer chains of aliases are cut (CoreDNS, plugin/backend_lookup.go). */
const MAX_CHAIN = 10;

export interface Addresses {
  readonly exists: boolean;
  readonly records: readonly ResourceRecord[];
  /** Part of the answer is with a server that nothing is known of. */
  readonly isUnknown: boolean;
  /** Following aliases never ends, so nothing is sent. */
  readonly isSilent: boolean;
}

/** Answers A and AAAA, and follows aliases: those in the zone here, others by asking the server itself. */
export function answerAddresses(
  scope: Scope,
  name: ZoneName,
  type: 'A' | 'AAAA',
  self: Handler,
  previous: readonly string[] = [],
): Addresses {
  const { exists, targets } = findTargets(scope, name, type);
  const { ttl } = scope.config;
  const records: ResourceRecord[] = [];
  const seen = new Set<string>();
  let isUnknown = false;
  let isSilent = false;
  for (const { host } of targets) {
    if (host.type === type && !seen.has(host.written)) {
      seen.add(host.written);
      records.push({ owner: name.asked, type, value: host.value, ttl });
    }
    if (host.type !== 'CNAME') continue;
    // An alias of itself or of a name below it, and one that was followed before, are left out.
    if (
      isInZone(host.value, name.name) ||
      previous.length > MAX_CHAIN ||
      previous.includes(host.value)
    )
      continue;
    const alias: ResourceRecord = { owner: name.asked, type: 'CNAME', value: host.value, ttl };
    if (isInZone(host.value, name.zone)) {
      const next = splitAtZone(
        host.value,
        resolveSymbols(host.value, scope.names.addressOf),
        name.zone,
      );
      const inner = answerAddresses(scope, { ...next, zone: name.zone }, type, self, [
        ...previous,
        host.value,
      ]);
      if (inner.records.length > 0) records.push(alias, ...inner.records);
      isUnknown ||= inner.isUnknown;
      isSilent ||= inner.isSilent;
      continue;
    }
    const outer = self({ name: host.value, type });
    isUnknown ||= outer.rcode === null;
    isSilent ||= outer.silent === true;
    records.push(alias, ...outer.answers);
  }
  return { exists, records, isUnknown, isSilent };
}
