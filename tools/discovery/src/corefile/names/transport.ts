/** How a server is spoken to. */
export type Transport = 'dns' | 'tls' | 'quic' | 'grpc' | 'https' | 'https3' | 'unix';

const TRANSPORTS: readonly Transport[] = ['tls', 'dns', 'quic', 'grpc', 'https3', 'https', 'unix'];

/** The port of a transport where none is written; '' for sockets of the file system. */
export const DEFAULT_PORTS: Readonly<Record<Transport, string>> = {
  dns: '53',
  tls: '853',
  quic: '853',
  grpc: '443',
  https: '443',
  https3: '443',
  unix: '',
};

/** Takes `tls://` and the like from the front of an address (`parse.Transport`). */
export function splitTransport(text: string): { transport: Transport; address: string } {
  for (const transport of TRANSPORTS) {
    const prefix = `${transport}://`;
    if (text.startsWith(prefix)) return { transport, address: text.slice(prefix.length) };
  }
  return { transport: 'dns', address: text };
}
