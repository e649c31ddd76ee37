import type { ResourceRecord } from '../message.ts';
import type { Target } from './found.ts';

/** Answers SRV: the ports of targets, and their addresses beside them (`SRV` of CoreDNS, plugin/backend_lookup.go). */
export function answerServiceLocations(
  asked: string,
  targets: readonly Target[],
  ttl: number,
): { readonly answers: readonly ResourceRecord[]; readonly additional: readonly ResourceRecord[] } {
  // Those without a port count too.
  const weight = Math.max(Math.floor((100 / (100 * targets.length)) * 100), 1);
  const answers = new Map<string, ResourceRecord>();
  const additional = new Map<string, ResourceRecord>();
  for (const { host, port, name } of targets) {
    if (port === -1) continue;
    const value = `0 ${weight} ${port} ${name}`;
    if (!answers.has(value)) answers.set(value, { owner: asked, type: 'SRV', value, ttl });
    const key = `${name} ${host.type} ${host.written}`;
    if (!additional.has(key)) {
      additional.set(key, { owner: name, type: host.type, value: host.value, ttl });
    }
  }
  return { answers: [...answers.values()], additional: [...additional.values()] };
}
