import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { text, texts } from '../field/read.ts';
import {
  formatAddress,
  formatNetwork,
  isIPv4,
  networkContains,
  parseAddress,
  type Network,
} from '../validate/common/addresses.ts';
import { isHeadless } from '../validate/common/service-type.ts';
import { isUnchangedDualStack } from './service-families.ts';
import type { Taken } from './taken.ts';

const path = root.child('spec');

/**
 * The cluster IPs of a Service whose families are known; what is handed out is added to `allocated`.
 * Source: allocClusterIPs and updateClusterIPs in pkg/registry/core/service/storage/alloc.go.
 */
export function allocateClusterIPs(
  spec: JsonObject,
  networks: ReadonlyMap<string, Network>,
  old: JsonObject | undefined,
  taken: Taken | undefined,
  allocated: string[],
): FieldError[] {
  if (text(spec, 'type') === 'ExternalName') return [];
  const addresses = [...texts(spec, 'clusterIPs')];
  const families = texts(spec, 'ipFamilies');
  let wanted = families.map((_, index) => index);
  if (old !== undefined && text(old, 'type') !== 'ExternalName') {
    if (isUnchangedDualStack(spec, old) || texts(old, 'clusterIPs')[0] === 'None') return [];
    const upgraded = texts(old, 'ipFamilies').length === 1 && families.length === 2;
    wanted = upgraded ? [1] : [];
  } else if (isHeadless(spec) || addresses[0] === 'None') return [];
  for (const index of wanted) {
    const network = networks.get(families[index] ?? '');
    if (network === undefined) continue;
    const address = addresses[index] ?? '';
    if (address === '') {
      addresses[index] = formatAddress(network.masked);
      allocated.push(`spec.clusterIPs[${index}]`);
      if (index === 0) allocated.push('spec.clusterIP');
      continue;
    }
    const problem = checkAddress(address, network, taken);
    if (problem !== undefined) {
      const detail = `failed to allocate IP ${address}: ${problem}`;
      return [invalid(path.child('clusterIPs'), addresses, detail)];
    }
  }
  if (addresses.length > 0) {
    spec['clusterIPs'] = addresses;
    if (wanted.includes(0)) spec['clusterIP'] = addresses[0] ?? '';
  }
  return [];
}

// The first address of a network is its own, and the last of an IPv4 one is for broadcasts.
function checkAddress(
  address: string,
  network: Network,
  taken: Taken | undefined,
): string | undefined {
  const bytes = parseAddress(address)?.bytes ?? [];
  const shown = formatAddress(bytes);
  const isInside = networkContains(network, bytes);
  if (taken !== undefined && !isInside) {
    return 'the provided network does not match the current range';
  }
  if (!isInside || sameBytes(bytes, network.masked) || isBroadcast(bytes, network)) {
    const range = formatNetwork(network);
    return `the provided IP (${shown}) is not in the valid range. The range of valid IPs is ${range}`;
  }
  return taken?.addresses.has(shown) ? 'provided IP is already allocated' : undefined;
}

function isBroadcast(bytes: readonly number[], network: Network): boolean {
  if (!isIPv4(network.masked)) return false;
  const hostBits = 32 - network.prefix;
  return bytes.slice(12).every((byte, index) => {
    const ones = Math.min(8, Math.max(0, hostBits - 8 * (3 - index)));
    return (byte & ((1 << ones) - 1)) === (1 << ones) - 1;
  });
}

function sameBytes(a: readonly number[], b: readonly number[]): boolean {
  return a.every((byte, index) => byte === b[index]);
}
