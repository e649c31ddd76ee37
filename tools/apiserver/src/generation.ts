const COUNTED: ReadonlySet<string> = new Set([
  'ClusterTrustBundle',
  'CronJob',
  'CustomResourceDefinition',
  'DaemonSet',
  'Deployment',
  'DeviceClass',
  'EndpointSlice',
  'FlowSchema',
  'Ingress',
  'IngressClass',
  'Job',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'NetworkPolicy',
  'Pod',
  'PodDisruptionBudget',
  'PodTemplate',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ReplicaSet',
  'ReplicationController',
  'ResourceSlice',
  'StatefulSet',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

/** Whether the registry of a kind begins to count generations (`metadata.generation`); others keep what clients say. */
export function countsGenerations(kind: string): boolean {
  return COUNTED.has(kind);
}
