import { parseInteger } from '../go/number.ts';
import type { Block } from './block.ts';
import { args, need, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

const MAX_UINT32 = 4_294_967_295;

/**
 * The limits of a transport: each property is a number that may be written once. Source: CoreDNS plugin/quic,
 * plugin/grpc_server, plugin/https and plugin/https3.
 */
function setupLimits(
  properties: Readonly<Record<string, { readonly min: 0 | 1; readonly max?: number }>>,
  keep?: (block: Block, property: string, value: number) => void,
): Setup {
  return (cursor, block) => {
    const seen = new Set<string>();
    cursor.next();
    args(cursor, 0);
    while (cursor.nextBlock()) {
      const property = cursor.value();
      const limit = Object.hasOwn(properties, property) ? properties[property] : undefined;
      if (!limit) throw unknownProperty(cursor);
      const [text = ''] = args(cursor, 1);
      const value = need(parseInteger(text), (message) =>
        cursor.error(`invalid ${property} value '${text}': ${message}`),
      );
      if (value < limit.min) {
        const what = limit.min === 1 ? 'positive' : 'non-negative';
        throw cursor.error(`${property} must be a ${what} integer: ${value}`);
      }
      if (limit.max !== undefined && value > limit.max) {
        throw cursor.error(`${property} must not exceed ${limit.max}: ${value}`);
      }
      if (seen.has(property)) {
        throw cursor.error(`${property} already defined for this server block`);
      }
      seen.add(property);
      keep?.(block, property, value);
    }
    return [];
  };
}

export const setupQuic = setupLimits({
  max_streams: { min: 1 },
  max_connections: { min: 0 },
  worker_pool_size: { min: 1 },
});

export const setupGrpcServer = setupLimits({
  max_streams: { min: 0 },
  max_connections: { min: 0 },
});

export const setupHttps = setupLimits(
  { max_connections: { min: 0 }, max_streams: { min: 0, max: MAX_UINT32 } },
  (block, property, value) => {
    if (property === 'max_streams') block.maxHttpsStreams = value;
  },
);

export const setupHttps3 = setupLimits({ max_streams: { min: 0 }, max_connections: { min: 0 } });
