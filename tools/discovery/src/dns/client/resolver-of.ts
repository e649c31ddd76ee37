import { object, objects, optionalText, text, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Environment } from '../../environment/environment.ts';
import type { Pod } from '../../workloads/pod.ts';
import { limitSearches } from './limit-searches.ts';
import type { Nameserver, NodeResolver, Resolver } from './resolver.ts';

/** What manifests do not say of the place where a pod runs. */
export interface ResolverSettings {
  /** Addresses of the cluster's name server. Default: the cluster IP of kube-system/kube-dns, as a symbol. */
  readonly clusterDns?: readonly string[];
  /** The resolv.conf of the node. Default: not known. */
  readonly node?: NodeResolver;
}

const MAX_NAMESERVERS = 3;
/** Libraries take no more. */
const MAX_NDOTS = 15;

/** The settings before `dnsConfig` is added. */
interface Base {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
  /** Search domains of the node, which are not known, come after those. */
  readonly openEnd: boolean;
  readonly asksLikeNode: boolean;
}

/**
 * The resolv.conf that the kubelet writes for a pod, from `dnsPolicy`, `hostNetwork` and `dnsConfig` (Kubernetes 1.36,
 * pkg/kubelet/network/dns). The node's own is not in manifests: what it adds is said.
 */
export function resolverOf(
  pod: Pick<Pod, 'namespace' | 'spec' | 'hostNetwork'>,
  environment: Environment,
  settings: ResolverSettings = {},
): Resolver {
  const clusterDns = settings.clusterDns ?? ['clusterIP(kube-system/kube-dns)'];
  const base = baseOf(pod, environment, clusterDns, settings.node);
  const config = object(pod.spec, 'dnsConfig');
  const addresses = distinct([...base.nameservers, ...texts(config, 'nameservers')]);
  const merged = distinct([...base.searches, ...texts(config, 'searches')]);
  const { searches, omitted } = limitSearches(merged);
  const options = mergeOptions(base.options, objects(config, 'options'));
  const nameservers = addresses
    .slice(0, MAX_NAMESERVERS)
    .map((address): Nameserver => ({ address, ofCluster: clusterDns.includes(address) }));
  return {
    nameservers,
    searches,
    ...(base.openEnd && { nodeSearchesAt: Math.min(base.searches.length, searches.length) }),
    ndots: ndotsOf(options),
    options,
    asksLikeNode: base.asksLikeNode,
    omitted:
      addresses.length > MAX_NAMESERVERS
        ? [
            `Only the first ${MAX_NAMESERVERS} of ${addresses.length} name servers are used.`,
            ...omitted,
          ]
        : omitted,
  };
}

function baseOf(
  { namespace, spec, hostNetwork }: Pick<Pod, 'namespace' | 'spec' | 'hostNetwork'>,
  { clusterDomain }: Environment,
  clusterDns: readonly string[],
  node: NodeResolver | undefined,
): Base {
  const policy = text(spec, 'dnsPolicy') || 'ClusterFirst';
  if (policy === 'None') {
    return { nameservers: [], searches: [], options: [], openEnd: false, asksLikeNode: false };
  }
  const openEnd = node === undefined;
  if (policy === 'Default' || (policy === 'ClusterFirst' && hostNetwork)) {
    const { nameservers, searches, options } = node ?? {
      nameservers: [],
      searches: [],
      options: [],
    };
    return { nameservers, searches, options, openEnd, asksLikeNode: openEnd };
  }
  const own = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  return {
    nameservers: clusterDns,
    searches: distinct([...own, ...(node?.searches ?? [])]),
    options: ['ndots:5'],
    openEnd,
    asksLikeNode: false,
  };
}

function distinct(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

/** An option of the pod replaces one of the same name. The kubelet writes them in no order. */
function mergeOptions(base: readonly string[], added: readonly JsonObject[]): readonly string[] {
  const options = new Map(base.map((option) => splitOption(option)));
  for (const option of added)
    options.set(text(option, 'name'), optionalText(option, 'value') ?? '');
  return [...options].map(([name, value]) => (value === '' ? name : `${name}:${value}`)).toSorted();
}

function splitOption(option: string): readonly [string, string] {
  const colon = option.indexOf(':');
  return colon < 0 ? [option, ''] : [option.slice(0, colon), option.slice(colon + 1)];
}

function ndotsOf(options: readonly string[]): number {
  const written = options.find((option) => option.startsWith('ndots:'));
  if (written === undefined) return 1;
  const [digits = '0'] = /^\d+/u.exec(written.slice('ndots:'.length)) ?? [];
  return Math.min(Number(digits), MAX_NDOTS);
}
