import { parseApiVersion } from '../resource/resource-id.ts';
import { scalarText } from '../resource/resource.ts';
import type { Resource } from '../resource/resource.ts';
import { getPath } from '../yaml/node.ts';

/**
 * Kinds outside of namespaces that kustomize 5.8.1 takes for namespaced, by group and kind: those that came to Kubernetes
 * after 1.21 (as of 1.36), and those of custom resources that many clusters have.
 */
const NOT_KNOWN_TO_KUSTOMIZE = new Set([
  'admissionregistration.k8s.io MutatingAdmissionPolicy',
  'admissionregistration.k8s.io MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io ValidatingAdmissionPolicyBinding',
  'certificates.k8s.io ClusterTrustBundle',
  'cert-manager.io ClusterIssuer',
  'external-secrets.io ClusterExternalSecret',
  'external-secrets.io ClusterSecretStore',
  'flowcontrol.apiserver.k8s.io FlowSchema',
  'flowcontrol.apiserver.k8s.io PriorityLevelConfiguration',
  'gateway.networking.k8s.io GatewayClass',
  'networking.k8s.io IPAddress',
  'networking.k8s.io ServiceCIDR',
  'policy.networking.k8s.io AdminNetworkPolicy',
  'policy.networking.k8s.io BaselineAdminNetworkPolicy',
  'resource.k8s.io DeviceClass',
  'resource.k8s.io DeviceTaintRule',
  'resource.k8s.io ResourceSlice',
  'storage.k8s.io VolumeAttributesClass',
  'storagemigration.k8s.io StorageVersionMigration',
]);

/** The kinds that live outside of namespaces although kustomize does not know it: the list, and what CRDs of a build say. */
export function clusterScopedKinds(resources: readonly Resource[]): ReadonlySet<string> {
  const kinds = new Set(NOT_KNOWN_TO_KUSTOMIZE);
  for (const { kind, node } of resources) {
    if (kind !== 'CustomResourceDefinition') continue;
    if (scalarText(getPath(node, 'spec', 'scope')) !== 'Cluster') continue;
    const group = scalarText(getPath(node, 'spec', 'group'));
    kinds.add(`${group} ${scalarText(getPath(node, 'spec', 'names', 'kind'))}`);
  }
  return kinds;
}

/** How {@link clusterScopedKinds} names the kind of a resource. */
export function groupKindOf({ apiVersion, kind }: Resource): string {
  return `${parseApiVersion(apiVersion).group} ${kind}`;
}
