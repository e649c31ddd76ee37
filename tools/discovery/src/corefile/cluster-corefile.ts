import { object, text, textMap } from '@fingerpost/apiserver';
import type { Environment, Node } from '../environment/environment.ts';
import type { NotModelled } from '../not-modelled.ts';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { DISTRIBUTIONS } from './default-corefiles.ts';
import { loadCorefile } from './load-corefile.ts';
import type { LoadedCorefile, MainFile } from './load-corefile.ts';

/** What the cluster's CoreDNS runs with. */
export interface ClusterCorefile {
  readonly loaded: LoadedCorefile;
  readonly main: MainFile;
  /** What it may import, and what plugins may read, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Where the distribution mounts coredns-custom; undefined: it does not. */
  readonly customFolder: string | undefined;
  /** The ConfigMap with the additions of this cluster, where its distribution reads it. */
  readonly custom: StoredObject | undefined;
  readonly notModelled: readonly NotModelled[];
}

const FOLDER = '/etc/coredns';
const MAIN = `${FOLDER}/Corefile`;
/** Where nobody says what runs the cluster: it reads coredns-custom. */
const ASSUMED = 'k3s';
const FALLBACK = 'kubeadm';

/**
 * The Corefile of a cluster with everything that it imports: the environment's, else that of the ConfigMap
 * kube-system/coredns, else the one that the distribution brings. coredns-custom is mounted where the distribution does.
 */
export function clusterCorefile(
  store: Store,
  nodes: readonly Node[],
  environment: Environment,
): ClusterCorefile {
  const name = environment.distribution ?? ASSUMED;
  const known = DISTRIBUTIONS.get(name) ?? DISTRIBUTIONS.get(FALLBACK);
  const own = store.get('', 'ConfigMap', 'kube-system', 'coredns');
  const custom = store.get('', 'ConfigMap', 'kube-system', 'coredns-custom');
  const written = environment.dns.corefile ?? text(object(own?.object, 'data'), 'Corefile');
  const main = written === '' ? known?.corefile(environment.clusterDomain) : written;
  const folder = known?.customFolder;
  const files = new Map([
    ...filesOf(own, FOLDER),
    ...(folder === undefined ? [] : filesOf(custom, folder)),
    ...(known?.nodeHosts ? nodeHosts(nodes) : []),
  ]);
  const mainFile = { path: MAIN, text: main ?? '' };
  const isAssumed = written === '' && !DISTRIBUTIONS.has(name);
  return {
    loaded: loadCorefile(mainFile, files),
    main: mainFile,
    files,
    customFolder: folder,
    custom: folder === undefined ? undefined : custom,
    notModelled: isAssumed ? [assumption(name)] : [],
  };
}

function assumption(name: string): NotModelled {
  return {
    field: 'spec.dns.corefile',
    reason: `the Corefile of ${name} is not known: that of ${FALLBACK} is taken; the environment can say it`,
  };
}

function filesOf(stored: StoredObject | undefined, folder: string): [string, string][] {
  return textMap(stored?.object, 'data')
    .filter(([key]) => `${folder}/${key}` !== MAIN)
    .map(([key, content]) => [`${folder}/${key}`, content]);
}

/** What k3s writes: the addresses of the nodes by their names; nothing where no addresses are known. */
function nodeHosts(nodes: readonly Node[]): [string, string][] {
  const lines = nodes.flatMap(({ name, addresses }) =>
    addresses.map((address) => `${address} ${name}\n`),
  );
  return lines.length === 0 ? [] : [[`${FOLDER}/NodeHosts`, lines.join('')]];
}
