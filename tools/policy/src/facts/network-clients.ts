import type { Command } from 'unbash';
import { programOf } from './shell-syntax.ts';

/** Programs that a script asks something in the network with, to learn whether it works. */
const CLIENTS = new Set(
  'curl,dig,drill,getent,grpc_health_probe,grpcurl,host,http,kcat,mongosh,mysql,mysqladmin,nats,nc,ncat,netcat,nslookup,openssl,pg_isready,ping,psql,redis-cli,socat,telnet,valkey-cli,wget'.split(
    ',',
  ),
);

/** Whether a command asks something in the network; one that sends something to somebody does not. */
export function isNetworkClient(command: Command): boolean {
  const { name, words } = programOf(command);
  const sends = SENDING.get(name);
  return CLIENTS.has(name) && !(sends && words.some((word) => sends.test(word)));
}

/** Options that send something. */
const SENDING: ReadonlyMap<string, RegExp> = new Map([
  [
    'curl',
    /^(?:-[dFT]|--data|--form|--json|--upload-file|-X(?:POST|PUT|PATCH|DELETE)$|--request=(?:POST|PUT|PATCH|DELETE)$|(?:POST|PUT|PATCH|DELETE)$)/,
  ],
  ['wget', /^--(?:post-|body-|method=(?:POST|PUT|PATCH|DELETE)$)/],
]);
