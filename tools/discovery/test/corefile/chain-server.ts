import {
  clusterNames,
  defaultEnvironment,
  loadCorefile,
  makeNameServer,
  readStore,
} from '../../src/index.ts';
import type { NameServer, Reply, ResourceRecord } from '../../src/index.ts';
import { NOBODY, ZONES } from './random-chain.ts';

const names = clusterNames(readStore([], defaultEnvironment), [], [], defaultEnvironment);

/** The files that chains of plugins name, by their path in a folder. */
export function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = {
    ...ZONES,
    'resolv.conf': 'search dev.example example.com\nnameserver 127.0.0.1\n',
    hosts: '203.0.113.77 filed.hosts.example legacy.hosts.example\n',
  };
  return new Map(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

/** The server that chains forward to, and server blocks with chains, on ports from `firstPort` on. */
export function corefileOf(
  chains: readonly (readonly string[])[],
  folder: string,
  firstPort: number,
): string {
  const upstream = `example.com:15400 {
  file ZONES/db.example.com
}
corp.example:15400 {
  file ZONES/db.corp.example
}
`;
  const blocks = chains.map(
    (lines, index) => `.:${firstPort + index} {\n  bind 127.0.0.1\n  ${lines.join('\n  ')}\n}\n`,
  );
  return [upstream, ...blocks].join('').replaceAll('ZONES', folder);
}

/** The model of the server at one port of a Corefile; undefined: it does not start. */
export function serverAt(corefile: string, folder: string, port: string): NameServer | undefined {
  const loaded = loadCorefile({ path: '/Corefile', text: corefile }, filesIn(folder));
  if (loaded.start.result === 'failed') return undefined;
  return makeNameServer(loaded, {
    names,
    environment: defaultEnvironment,
    port,
    upstream: ({ address }) => (address === NOBODY ? 'unreachable' : undefined),
  });
}

/** A reply as it can be compared. */
export interface Comparable {
  readonly rcode: string | null;
  readonly authoritative: boolean;
  readonly answers: readonly string[];
  readonly authority: readonly string[];
  readonly additional: readonly string[];
}

/** Sorted, names in lower case, of SOA records the names alone; without EDNS and without the port of who asks. */
export function comparable({ rcode, authoritative, ...sections }: Reply): Comparable {
  const format = (records: readonly ResourceRecord[]): string[] =>
    records
      .filter(({ type, value }) => type !== '41' && !(type === 'SRV' && value.endsWith(' .')))
      .map(({ owner, type, ttl, value }) => {
        const shown = type === 'SOA' ? value.split(' ').slice(0, 2).join(' ') : value;
        return `${owner.toLowerCase()} ${ttl} ${type} ${shown.toLowerCase()}`;
      })
      .toSorted();
  return {
    rcode,
    authoritative,
    answers: format(sections.answers),
    authority: format(sections.authority),
    additional: format(sections.additional),
  };
}
