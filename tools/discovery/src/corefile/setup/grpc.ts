import { normalizeZones } from '../names/origins.ts';
import { fallthroughZones } from '../names/origins.ts';
import type { PluginConfig } from './plugin.ts';
import { arg, args, once, rooted, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';
import { checkTlsFiles } from './tls-files.ts';
import { readUpstreams } from './upstreams.ts';

const MAX_UPSTREAMS = 15;

/** Source: CoreDNS plugin/grpc/setup.go. What its upstreams answer is not known. */
export const setupGrpc: Setup = (cursor, block) => {
  const plugins: PluginConfig[] = [];
  once(cursor, () => {
    const zone = arg(cursor);
    const [from] = normalizeZones(zone);
    if (from === undefined) throw cursor.failure(`unable to normalize '${zone}'`);
    const to = args(cursor, 1, Infinity);
    const { upstreams } = readUpstreams(cursor, block, to, cursor.position, false);
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case 'except':
          args(cursor, 1, Infinity);
          break;
        case 'tls':
          checkTlsFiles(
            cursor,
            block,
            args(cursor, 0, 3).map((path) => rooted(block, path)),
          );
          break;
        case 'tls_servername':
          arg(cursor);
          break;
        case 'policy':
          if (!['random', 'round_robin', 'sequential'].includes(arg(cursor))) {
            throw cursor.error(`unknown policy '${cursor.value()}'`);
          }
          break;
        case 'fallthrough':
          fallthroughZones(cursor.remainingArgs());
          break;
        default:
          throw unknownProperty(cursor);
      }
    }
    if (upstreams.length > MAX_UPSTREAMS) {
      throw cursor.failure(`more than ${MAX_UPSTREAMS} TOs configured: ${upstreams.length}`);
    }
    plugins.push({ kind: 'unknown', plugin: 'grpc', zones: [from] });
  });
  return plugins;
};
