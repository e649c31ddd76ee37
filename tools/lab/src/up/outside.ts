import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { findProgram } from '../build/programs.ts';
import { renderOutsideDns } from '../config/outside-dns.ts';
import type { OutsideName } from '../config/outside-dns.ts';
import { OUTSIDE, OUTSIDE_ADDRESS } from '../layout.ts';
import { inLab } from '../paths.ts';
import { stop } from '../process/kill.ts';
import { assertRuns, start } from '../process/start.ts';
import { waitFor } from '../process/wait.ts';
import { configure } from '../system/namespaces.ts';
import { isListening } from '../system/sockets.ts';

/** What an environment expects outside of its cluster. */
export interface Outside {
  /** Addresses of resolvers that a zone is forwarded to. */
  readonly resolvers: readonly string[];
  readonly names: readonly OutsideName[];
  /** Addresses that answer on TCP. */
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
}

export const EMPTY_OUTSIDE: Outside = { resolvers: [], names: [], hosts: [], ports: [] };

/**
 * Makes the one host outside of the cluster be everything that is expected there: it has all addresses, its resolver knows
 * the names, and a server that tells who asked stands on every port.
 */
export async function serveOutside(outside: Outside): Promise<void> {
  const addresses = new Set([...outside.resolvers, ...outside.hosts]);
  await configure(
    OUTSIDE,
    [...addresses].map((address) => `addr replace ${address}/32 dev lo`),
  );
  const corefile = inLab('config', 'outside.corefile');
  writeFileSync(corefile, renderOutsideDns([OUTSIDE_ADDRESS, ...outside.resolvers], outside.names));
  await restart('outside-dns', findProgram('coredns', 'coredns'), ['-conf', corefile], [53]);
  if (outside.ports.length === 0) return;
  const ports = outside.ports.map(String);
  await restart(
    'outside-servers',
    findProgram('prober', 'prober'),
    ['serve', ...ports],
    outside.ports,
  );
}

/** The resolver configuration of the nodes: what CoreDNS forwards to. */
export function writeResolvConf(): void {
  writeFileSync(path.join(inLab('config'), 'resolv.conf'), `nameserver ${OUTSIDE_ADDRESS}\n`);
}

async function restart(
  name: string,
  command: string,
  args: readonly string[],
  ports: readonly number[],
): Promise<void> {
  await stop(name);
  start({ name, command, args, namespace: OUTSIDE });
  await waitFor(`${name} listens`, 20_000, () => {
    const { pid } = assertRuns(name);
    return ports.every((port) => isListening(pid, port));
  });
}
