import type { EndpointWorld } from './endpoint-worlds.ts';

/**
 * Whether the stand-in for scheduler and kubelet can do what a cluster asks for: not many pods, no pods that end and are
 * replaced for ever, and of host-network pods only plain ones.
 */
export function isRecordable({ objects, nodes }: EndpointWorld): boolean {
  const text = JSON.stringify(objects);
  if (/"replicas":\d{2}|"parallelism":\d{2}|192\.0\.5\./.test(text)) return false;
  return objects.every((object) => {
    const own = JSON.stringify(object);
    const isPod = object['kind'] === 'Pod';
    const ends = /"recorder\/phase":"(?:Succeeded|Failed)"/.test(own);
    if (ends && !isPod) return false;
    if (own.includes('"recorder/phase":"Pending"') && /recorder\/(?:families|ready)/.test(own))
      return false;
    const node = /"recorder\/node":"([^"]*)"/.exec(own)?.[1];
    if (node !== undefined && object['kind'] === 'DaemonSet') return false;
    if (!own.includes('"hostNetwork":true')) return true;
    const known = node === undefined || nodes.some(({ name }) => name === node);
    return known && isPod && !own.includes('recorder/families');
  });
}
