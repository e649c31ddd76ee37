import { qualifiedName } from './names.ts';

// Source: pkg/apis/core/helper/helpers.go.

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const COUNTED = [
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
];
const QUOTA: ReadonlySet<string> = new Set([
  ...COMPUTE,
  ...COMPUTE.flatMap((name) => [`limits.${name}`, `requests.${name}`]),
  'requests.storage',
  ...COUNTED,
]);

/** Whether a resource is Kubernetes' own: it has no slash, or is of kubernetes.io (IsNativeResource). */
export function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Whether a resource is one that a device plugin can offer (IsExtendedResourceName). */
export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}

/** Memory in pages of one size (IsHugePageResourceName). */
export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Whether a resource is one of containers (IsStandardContainerResourceName). */
export function isContainerResource(name: string): boolean {
  return COMPUTE.includes(name) || isHugePages(name);
}

/** Whether quotas can limit a resource (IsStandardQuotaResourceName). */
export function isQuotaResource(name: string): boolean {
  return QUOTA.has(name) || /^(?:requests\.)?hugepages-/.test(name);
}

/** Whether Kubernetes itself knows a resource (IsStandardResourceName). */
export function isStandardResource(name: string): boolean {
  return isQuotaResource(name) || name === 'storage';
}

/** Whether there are only whole pieces of a resource (IsIntegerResourceName). */
export function isCounted(name: string): boolean {
  return COUNTED.includes(name) || isExtended(name);
}
