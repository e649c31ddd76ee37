import type { ResourceRecord } from '../message.ts';
import type { Target } from './found.ts';

/** Answers NS of a zone, and the addresses of the servers beside it (`NS` of CoreDNS, plugin/backend_lookup.go). */
export function answerNameServers(
  asked: string,
  targets: readonly Target[],
  ttl: number,
): { readonly answers: readonly ResourceRecord[]; readonly additional: readonly ResourceRecord[] } {
  const names = new Set(targets.map(({ name }) => name));
  return {
    answers: [...names].map((value) => ({ owner: asked, type: 'NS', value, ttl })),
    additional: targets.map(({ host, name }) => ({
      owner: name,
      type: host.type,
      value: host.value,
      ttl,
    })),
  };
}
