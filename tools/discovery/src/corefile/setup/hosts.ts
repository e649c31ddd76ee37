import { parseDuration } from '../go/duration.ts';
import { parseInteger } from '../go/number.ts';
import { fallthroughZones, originsOf } from '../names/origins.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';
import { args, once, rooted, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

export interface HostsConfig {
  readonly kind: 'hosts';
  readonly origins: readonly string[];
  /** What the file says; '' where there is none. */
  readonly file: string;
  /** The file also has the name of the container, which is not known: a name without dots. */
  readonly namesContainer: boolean;
  /** The lines that stand in the block. */
  readonly inline: readonly string[];
  readonly fallthrough: readonly string[];
  readonly fallthroughUnsupported: boolean;
  readonly autoReverse: boolean;
  /** Seconds. */
  readonly ttl: number;
}

const DEFAULT_FILE = '/etc/hosts';

/** What every container has there, beside its own name. Source: Kubernetes pkg/kubelet/kubelet_pods.go. */
const CONTAINER_HOSTS = `127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
fe00::0 ip6-localnet
fe00::0 ip6-mcastprefix
fe00::1 ip6-allnodes
fe00::2 ip6-allrouters
`;

/** Source: CoreDNS plugin/hosts/setup.go. */
export const setupHosts: Setup = (cursor, block) => {
  let config: HostsConfig | undefined;
  once(cursor, () => {
    config = readHosts(cursor, block);
  });
  return config ? [config] : [];
};

function readHosts(cursor: Dispenser, block: Block): HostsConfig {
  const [path, ...zones] = cursor.remainingArgs();
  const file =
    path === undefined || path === DEFAULT_FILE
      ? (block.files.get(DEFAULT_FILE) ?? CONTAINER_HOSTS)
      : (block.readFile(rooted(block, path), cursor.position) ?? '');
  const inline: string[] = [];
  let fallthrough: readonly string[] = [];
  let fallthroughUnsupported = false;
  let autoReverse = true;
  let ttl = 3600;
  while (cursor.nextBlock()) {
    switch (cursor.value()) {
      case 'fallthrough':
        fallthrough = fallthroughZones(cursor.remainingArgs());
        break;
      case 'fallthrough_unsupported':
        args(cursor, 0);
        fallthroughUnsupported = true;
        break;
      case 'no_reverse':
        autoReverse = false;
        break;
      case 'ttl':
        ttl = readTtl(cursor);
        break;
      case 'reload':
        checkReload(cursor);
        break;
      default:
        if (fallthrough.length > 0) throw unknownProperty(cursor);
        inline.push([cursor.value(), ...cursor.remainingArgs()].join(' '));
    }
  }
  if (fallthroughUnsupported && fallthrough.length === 0) {
    throw cursor.error('fallthrough_unsupported requires fallthrough');
  }
  const origins = originsOf(zones, block.keys);
  return {
    kind: 'hosts',
    origins,
    file,
    namesContainer: (path ?? DEFAULT_FILE) === DEFAULT_FILE && !block.files.has(DEFAULT_FILE),
    inline,
    fallthrough,
    fallthroughUnsupported,
    autoReverse,
    ttl,
  };
}

function readTtl(cursor: Dispenser): number {
  const [text] = cursor.remainingArgs();
  if (text === undefined) throw cursor.error('ttl needs a time in second');
  const parsed = parseInteger(text);
  if ('error' in parsed) throw cursor.error('ttl needs a number of second');
  if (parsed.value <= 0 || parsed.value > 65_535) throw cursor.error('ttl provided is invalid');
  return parsed.value;
}

function checkReload(cursor: Dispenser): void {
  const [text, ...more] = cursor.remainingArgs();
  if (text === undefined || more.length > 0) {
    throw cursor.error('reload needs a duration (zero seconds to disable)');
  }
  const parsed = parseDuration(text);
  if ('error' in parsed) throw cursor.error(`invalid duration for reload '${text}'`);
  if (parsed.value < 0n) throw cursor.error(`invalid negative duration for reload '${text}'`);
}
