import { integer, object, objects, text, texts } from '@fingerpost/apiserver';
import ipaddr from 'ipaddr.js';
import { familiesOf } from '../../environment/environment.ts';
import type { Environment, Family } from '../../environment/environment.ts';
import type { Labels, StoredObject } from '../../store/stored-object.ts';
import { hostOf } from './address.ts';
import type { Host } from './address.ts';

/** A Service, as far as names depend on it. */
export interface NamedService {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** What an ExternalName Service points at. */
  readonly externalName: string | undefined;
  readonly headless: boolean;
  /** Its cluster IPs. */
  readonly hosts: readonly Host[];
  /** One with the number -1 stands for none. */
  readonly ports: readonly NamedPort[];
  /** Undefined for default/kubernetes, which the API server makes. */
  readonly stored?: StoredObject;
}

export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

/** Reads what of a Service has a name. */
export function nameService(stored: StoredObject, environment: Environment): NamedService {
  const { namespace, name, labels } = stored;
  const spec = object(stored.object, 'spec');
  const external = text(spec, 'type') === 'ExternalName';
  const headless = !external && text(spec, 'clusterIP') === 'None';
  const ports = objects(spec, 'ports').map((port) => ({
    name: text(port, 'name'),
    protocol: text(port, 'protocol'),
    port: integer(port, 'port'),
  }));
  return {
    namespace,
    name,
    labels,
    externalName: external ? text(spec, 'externalName') : undefined,
    headless,
    hosts: external || headless ? [] : clusterIPsOf(stored, environment),
    ports: ports.length === 0 ? [{ name: '', protocol: '', port: -1 }] : ports,
    stored,
  };
}

/** The addresses that a manifest names are literal, those that the API server allocates are symbolic. */
function clusterIPsOf(stored: StoredObject, environment: Environment): Host[] {
  const spec = object(stored.object, 'spec');
  const written = object(stored.written, 'spec');
  const literal = new Set([text(written, 'clusterIP'), ...texts(written, 'clusterIPs')]);
  const symbol = `clusterIP(${stored.namespace}/${stored.name})`;
  const addresses = texts(spec, 'clusterIPs');
  if (addresses.length === 0) {
    const families = texts(spec, 'ipFamilies').filter(
      (family) => family === 'IPv6' || family === 'IPv4',
    );
    const first = familiesOf(environment.serviceCIDRs).slice(0, 1);
    return (families.length > 0 ? families : first).map((family) => hostOf(symbol, family));
  }
  return addresses.map((address) =>
    hostOf(literal.has(address) ? address : symbol, address.includes(':') ? 'IPv6' : 'IPv4'),
  );
}

/** The Service that the API server makes for itself, at the first address of the first range. */
export function kubernetesService({ serviceCIDRs }: Environment): NamedService {
  const [range] = serviceCIDRs;
  const family: Family = range?.includes(':') ? 'IPv6' : 'IPv4';
  return {
    namespace: 'default',
    name: 'kubernetes',
    labels: new Map([
      ['component', 'apiserver'],
      ['provider', 'kubernetes'],
    ]),
    externalName: undefined,
    headless: false,
    hosts: [hostOf(firstAddress(range) ?? 'clusterIP(default/kubernetes)', family)],
    ports: [{ name: 'https', protocol: 'TCP', port: 443 }],
  };
}

function firstAddress(range: string | undefined): string | undefined {
  if (range === undefined || !ipaddr.isValidCIDR(range)) return undefined;
  const bytes = (
    range.includes(':')
      ? ipaddr.IPv6.networkAddressFromCIDR(range)
      : ipaddr.IPv4.networkAddressFromCIDR(range)
  ).toByteArray();
  const last = bytes.pop() ?? 0;
  return ipaddr.fromByteArray([...bytes, last + 1]).toString();
}
