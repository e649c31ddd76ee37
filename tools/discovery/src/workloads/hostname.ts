import { flag, optionalText } from '@fingerpost/apiserver';
import type { Pod } from './pod.ts';

/** Linux allows 64 characters, of which the kubelet leaves the last to NUL. */
const HOSTNAME_LENGTH = 63;
const KERNEL_LENGTH = 64;

/** What a pod is called inside itself. */
export interface Hostname {
  /** What `hostname` prints; undefined where the pod's name has a random end, or its node gives the name. */
  readonly hostname: string | undefined;
  /** What `hostname --domain` prints; '' without. */
  readonly domain: string;
  /** Why the pod never starts, where its names make it fail. */
  readonly problem?: string;
}

/**
 * The names that the kubelet gives to a pod (`GeneratePodHostNameAndDomain` of kubelet_pods.go, `GetNodenameForKernel` of
 * kubelet/util/util.go), truncated to 63 characters.
 */
export function hostnameOf(pod: Pod, clusterDomain: string): Hostname {
  const override = optionalText(pod.spec, 'hostnameOverride');
  if (override !== undefined) return { hostname: truncate(override), domain: '' };
  const subdomain = pod.subdomain ?? '';
  const domain = subdomain === '' ? '' : `${subdomain}.${pod.namespace}.svc.${clusterDomain}`;
  if (pod.hostNetwork) return { hostname: undefined, domain };
  const name = pod.hostname ?? pod.name;
  if (name === undefined) return { hostname: undefined, domain };
  const hostname = truncate(name);
  if (domain === '' || !flag(pod.spec, 'setHostnameAsFQDN')) return { hostname, domain };
  const full = `${hostname}.${domain}`;
  if (full.length <= KERNEL_LENGTH) return { hostname: full, domain };
  const problem = `setHostnameAsFQDN asks for the hostname ${full}, which has more than ${KERNEL_LENGTH} characters: the pod does not start`;
  return { hostname: undefined, domain, problem };
}

function truncate(name: string): string {
  if (name.length <= HOSTNAME_LENGTH) return name;
  return name.slice(0, HOSTNAME_LENGTH).replace(/[-.]+$/, '');
}
