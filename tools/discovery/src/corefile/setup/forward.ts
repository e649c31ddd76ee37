import { parseAddress } from '../go/address.ts';
import { formatDuration } from '../go/duration.ts';
import { splitHostPort } from '../go/host-port.ts';
import { parseUnsigned } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import { isDomainName } from '../names/domain-name.ts';
import { normalizeZones } from '../names/origins.ts';
import { RCODES } from '../names/rcodes.ts';
import { splitTransport } from '../names/transport.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';
import { arg, args, duration, integer, need, rooted, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';
import { checkTlsFiles } from './tls-files.ts';
import { readUpstreams } from './upstreams.ts';
import type { UpstreamAddress } from './upstreams.ts';

export interface ForwardConfig {
  readonly kind: 'forward';
  readonly from: string;
  readonly except: readonly string[];
  readonly upstreams: readonly UpstreamAddress[];
  /** Answers with these codes go to the next `forward` of the block. */
  readonly next: readonly string[];
  readonly nextOnNodata: boolean;
  /** Answers with these codes are asked of another upstream. */
  readonly failover: readonly string[];
  readonly sequential: boolean;
}

interface Options {
  except: readonly string[];
  next: readonly string[];
  nextOnNodata: boolean;
  failover: readonly string[];
  sequential: boolean;
  expire: bigint;
  maxAge: bigint;
  tlsServerName: string;
}

const MAX_UPSTREAMS = 15;
const SECONDS_10 = 10_000_000_000n;

/** Source: CoreDNS plugin/forward/setup.go and resolve.go. */
export const setupForward: Setup = (cursor, block) => {
  const configs: ForwardConfig[] = [];
  const counts: number[] = [];
  while (cursor.next()) {
    const { config, count } = readStanza(cursor, block);
    configs.push(config);
    counts.push(count);
  }
  if (counts.some((count) => count > MAX_UPSTREAMS)) {
    const count = counts.find((entry) => entry > MAX_UPSTREAMS);
    throw cursor.failure(`more than ${MAX_UPSTREAMS} TOs configured: ${count}`);
  }
  return configs;
};

function readStanza(cursor: Dispenser, block: Block): { config: ForwardConfig; count: number } {
  const zone = arg(cursor);
  const [from] = normalizeZones(zone);
  if (from === undefined) throw cursor.failure(`unable to normalize '${zone}'`);
  const to = args(cursor, 1, Infinity);
  const position = cursor.position;
  const options: Options = {
    except: [],
    next: [],
    nextOnNodata: false,
    failover: [],
    sequential: false,
    expire: SECONDS_10,
    maxAge: 0n,
    tlsServerName: '',
  };
  while (cursor.nextBlock()) readProperty(cursor, block, options);
  if (options.maxAge > 0n && options.maxAge < options.expire) {
    const [maxAge, expire] = [formatDuration(options.maxAge), formatDuration(options.expire)];
    throw cursor.failure(`max_age (${maxAge}) must not be less than expire (${expire})`);
  }
  for (const address of to) {
    const split = splitTransport(address);
    if (split.transport === 'https' && split.address.includes('/')) {
      throw cursor.failure(
        `paths are not allowed in HTTPS upstream addresses (the /dns-query path is used by default): ${address}`,
      );
    }
  }
  const { upstreams, count } = readUpstreams(cursor, block, to, position);
  if (upstreams.length === 0) throw cursor.failure('no valid upstream addresses found');
  for (const { transport, address, serverName } of upstreams) {
    if (
      transport !== 'dns' &&
      transport !== 'tls' &&
      transport !== 'quic' &&
      transport !== 'https'
    ) {
      const host = `${transport}://${address}`;
      throw cursor.failure(
        `'${transport}' is not supported as a destination protocol in forward: ${host}`,
      );
    }
    if (transport !== 'tls' && transport !== 'quic') continue;
    if (serverName !== '' && options.tlsServerName !== '') {
      throw cursor.failure(
        `both forward ('${options.tlsServerName}') and proxy level ('${serverName}') TLS servernames are set for upstream proxy '${transport}://${address}'`,
      );
    }
  }
  const { except, next, nextOnNodata, failover, sequential } = options;
  const config: ForwardConfig = {
    kind: 'forward',
    from,
    except,
    upstreams,
    next,
    nextOnNodata,
    failover,
    sequential,
  };
  return { config, count };
}

function readProperty(cursor: Dispenser, block: Block, options: Options): void {
  switch (cursor.value()) {
    case 'except':
      options.except = [
        ...options.except,
        ...args(cursor, 1, Infinity).flatMap((zone) => normalizeZones(zone)),
      ];
      break;
    case 'max_fails':
    case 'max_connect_attempts':
      need(parseUnsigned(arg(cursor), 32), (message) => cursor.failure(message));
      break;
    case 'health_check':
      checkHealthCheck(cursor);
      break;
    case 'force_tcp':
    case 'prefer_udp':
      if (cursor.nextArg()) throw cursor.argumentError();
      break;
    case 'next_on_nodata':
      if (cursor.nextArg()) throw cursor.argumentError();
      options.nextOnNodata = true;
      break;
    case 'tls':
      checkTlsFiles(
        cursor,
        block,
        args(cursor, 0, 3).map((path) => rooted(block, path)),
      );
      break;
    case 'tls_servername':
      options.tlsServerName = arg(cursor);
      break;
    case 'expire':
      options.expire = notNegative(cursor, 'expire');
      break;
    case 'max_age':
      options.maxAge = notNegative(cursor, 'max_age');
      break;
    case 'max_idle_conns':
    case 'max_concurrent':
      checkCount(cursor);
      break;
    case 'read_timeout': {
      const timeout = duration(cursor, arg(cursor));
      if (timeout <= 0n) {
        throw cursor.failure(`read_timeout must be positive: ${formatDuration(timeout)}`);
      }
      break;
    }
    case 'doh_method':
      if (!['POST', 'GET'].includes(arg(cursor))) {
        throw cursor.failure('doh_method must be either POST or GET');
      }
      break;
    case 'policy':
      if (!['random', 'round_robin', 'sequential'].includes(arg(cursor))) {
        throw cursor.error(`unknown policy '${cursor.value()}'`);
      }
      options.sequential = cursor.value() === 'sequential';
      break;
    case 'next':
      options.next = [...options.next, ...readCodes(cursor)];
      break;
    case 'failfast_all_unhealthy_upstreams':
      args(cursor, 0);
      break;
    case 'failover':
      options.failover = [...options.failover, ...readCodes(cursor, true)];
      break;
    case 'resolver':
      for (const address of args(cursor, 1, Infinity)) {
        const split = splitHostPort(address);
        const host = 'value' in split ? split.value.host : address;
        if (!parseAddress(host)) {
          throw cursor.failure(`resolver must be an IP address or IP:port: ${quote(address)}`);
        }
      }
      break;
    case 'source_address':
      if (!parseAddress(arg(cursor))) throw cursor.error(`invalid IP address: ${cursor.value()}`);
      break;
    default:
      throw unknownProperty(cursor);
  }
}

function notNegative(cursor: Dispenser, property: string): bigint {
  const value = duration(cursor, arg(cursor));
  if (value >= 0n) return value;
  throw cursor.failure(`${property} can't be negative: ${formatDuration(value)}`);
}

function checkCount(cursor: Dispenser): void {
  const property = cursor.value();
  const count = integer(cursor, arg(cursor));
  if (count < 0) throw cursor.failure(`${property} can't be negative: ${count}`);
}

function checkHealthCheck(cursor: Dispenser): void {
  const interval = duration(cursor, arg(cursor));
  if (interval < 0n) throw cursor.failure(`health_check can't be negative: ${interval}`);
  while (cursor.nextArg()) {
    if (cursor.value() === 'no_rec') continue;
    if (cursor.value() !== 'domain') {
      throw cursor.failure(`health_check: unknown option ${cursor.value()}`);
    }
    if (!isDomainName(arg(cursor))) {
      throw cursor.failure(`health_check: invalid domain name ${cursor.value()}`);
    }
  }
}

function readCodes(cursor: Dispenser, failover = false): readonly string[] {
  return args(cursor, 1, Infinity).map((text) => {
    const code = text.toUpperCase();
    if (!RCODES.has(code)) throw cursor.failure(`${text} is not a valid rcode`);
    if (failover && code === 'NOERROR') {
      throw cursor.failure('NoError cannot be used in failover');
    }
    return code;
  });
}
