import { defaultKubernetesConfig } from '../../dns/kubernetes/config.ts';
import type { KubernetesConfig as Config } from '../../dns/kubernetes/config.ts';
import { parseDuration } from '../go/duration.ts';
import { parseFloatingPoint, parseInteger } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import { fallthroughZones, originsOf } from '../names/origins.ts';
import { isReverseName } from '../names/reverse-name.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';
import { parseLabelSelector } from './label-selector.ts';
import { args, integer, need, once, unknownProperty } from './read.ts';
import type { Setup } from './setup.ts';

export interface KubernetesConfig {
  readonly kind: 'kubernetes';
  readonly config: Config;
}

type Changes = { -readonly [Key in keyof Config]?: Config[Key] };

/** Source: CoreDNS plugin/kubernetes/setup.go. */
export const setupKubernetes: Setup = (cursor, block) => {
  let config: Config | undefined;
  once(cursor, () => {
    config = readStanza(cursor, block);
  });
  return config ? [{ kind: 'kubernetes', config }] : [];
};

function readStanza(cursor: Dispenser, block: Block): Config {
  const zones = originsOf(cursor.remainingArgs(), block.keys);
  if (zones.every(isReverseName)) throw cursor.failure('non-reverse zone name must be used');
  const changes: Changes = {};
  while (cursor.nextBlock()) readProperty(cursor, changes);
  const config = { ...defaultKubernetesConfig, ...changes, zones };
  if (config.namespaces.length > 0 && changes.namespaceLabels) {
    throw cursor.error('namespaces and namespace_labels cannot both be set');
  }
  for (const zone of config.multicluster) {
    if (!zones.includes(zone)) {
      throw cursor.error(
        `is not authoritative for the multicluster zone ${zone} (authoritative zones: [${zones.join(' ')}])`,
      );
    }
  }
  if (config.zonal && !config.endpoints) {
    throw cursor.error('zonal requires the endpoint cache; remove noendpoints');
  }
  return config;
}

function readProperty(cursor: Dispenser, changes: Changes): void {
  switch (cursor.value()) {
    case 'endpoint_pod_names':
      args(cursor, 0);
      changes.endpointPodNames = true;
      break;
    case 'pods':
      changes.pods = readPods(cursor);
      break;
    case 'namespaces':
      changes.namespaces = [...(changes.namespaces ?? []), ...args(cursor, 1, Infinity)];
      break;
    case 'endpoint':
      args(cursor, 1, Infinity);
      break;
    case 'tls':
      args(cursor, 3);
      break;
    case 'labels':
      changes.labels = readSelector(cursor, 'label selector');
      break;
    case 'namespace_labels':
      changes.namespaceLabels = readSelector(cursor, 'namespace_label selector');
      break;
    case 'fallthrough':
      changes.fallthrough = fallthroughZones(cursor.remainingArgs());
      break;
    case 'ttl':
      changes.ttl = readTtl(cursor);
      break;
    case 'noendpoints':
      args(cursor, 0);
      changes.endpoints = false;
      break;
    case 'zonal':
      args(cursor, 0);
      changes.zonal = true;
      break;
    case 'ignore': {
      const [what] = cursor.remainingArgs();
      if (what === undefined) break;
      if (what !== 'empty_service') {
        throw cursor.failure(`unable to parse ignore value: '${what}'`);
      }
      changes.ignoreEmptyService = true;
      break;
    }
    case 'kubeconfig':
      args(cursor, 1, 2);
      break;
    case 'multicluster':
      changes.multicluster = originsOf(cursor.remainingArgs(), []);
      break;
    default:
      checkConnection(cursor);
  }
}

function readPods(cursor: Dispenser): Config['pods'] {
  const [mode = ''] = args(cursor, 1);
  if (mode === 'disabled' || mode === 'insecure' || mode === 'verified') return mode;
  throw cursor.failure(
    `wrong value for pods: ${mode},  must be one of: disabled, verified, insecure`,
  );
}

function readSelector(cursor: Dispenser, what: string): NonNullable<Config['labels']> {
  const text = args(cursor, 1, Infinity).join(' ');
  return need(parseLabelSelector(text), (message) =>
    cursor.failure(`unable to parse ${what} value: '${text}': ${message}`),
  );
}

function readTtl(cursor: Dispenser): number {
  const [text = ''] = args(cursor, 1, Infinity);
  const ttl = integer(cursor, text);
  if (ttl < 0 || ttl > 3600) throw cursor.error(`ttl must be in range [0, 3600]: ${ttl}`);
  return ttl;
}

/** Properties of the connection to the API server, which change no answer. */
function checkConnection(cursor: Dispenser): void {
  const property = cursor.value();
  switch (property) {
    case 'startup_timeout': {
      const [text = ''] = args(cursor, 1, Infinity);
      need(parseDuration(text), (message) =>
        cursor.failure(`failed to parse startup_timeout: ${text}, ${message}`),
      );
      break;
    }
    case 'apiserver_qps':
    case 'apiserver_burst':
    case 'apiserver_max_inflight': {
      const [text = ''] = args(cursor, 1);
      const parsed = property === 'apiserver_qps' ? parseFloatingPoint(text) : parseInteger(text);
      const value = need(parsed, (message) =>
        cursor.error(`invalid ${property} ${quote(text)}: ${message}`),
      );
      if (value < 0) throw cursor.error(`${property} must be >= 0`);
      break;
    }
    default:
      throw unknownProperty(cursor);
  }
}
