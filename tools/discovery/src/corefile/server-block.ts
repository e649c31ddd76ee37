import type { Position } from './corefile-error.ts';
import type { Transport } from './names/transport.ts';
import type { PluginConfig } from './setup/plugin.ts';

/** A zone that a server block serves, and where it listens for it. */
export interface ZoneAddress {
  /** Absolute, in lower case. */
  readonly zone: string;
  readonly transport: Transport;
  readonly port: string;
  /** Where the key stands. */
  readonly position: Position | undefined;
}

/** A server block that is set up: its zones share one chain of plugins. */
export interface Server {
  readonly addresses: readonly ZoneAddress[];
  /** The addresses that it listens at; '' is all of them. */
  readonly hosts: readonly string[];
  /** In the order in which they see a question. */
  readonly plugins: readonly PluginConfig[];
  /** It serves only questions that the expressions of this `view` let through. */
  readonly view: string | undefined;
}

/** An address as CoreDNS writes it: `dns://corp.example.:53`. */
export function describeAddress({ zone, transport, port }: ZoneAddress, host = ''): string {
  return `${transport}://${zone}:${port}${host === '' ? '' : ` on ${host}`}`;
}
