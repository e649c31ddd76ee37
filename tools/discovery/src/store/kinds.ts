/** What the model makes of a kind: it reads it, it knows that it changes nothing here, or it does not know it. */
export type Familiarity = 'modelled' | 'irrelevant' | 'unknown';

const MODELLED: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['ConfigMap', 'Endpoints', 'Namespace', 'Node', 'Pod', 'ReplicationController', 'Service']],
  ['apps', ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']],
  ['autoscaling', ['HorizontalPodAutoscaler']],
  ['batch', ['CronJob', 'Job']],
  ['discovery.k8s.io', ['EndpointSlice']],
  [
    'gateway.networking.k8s.io',
    ['GRPCRoute', 'Gateway', 'GatewayClass', 'HTTPRoute', 'ReferenceGrant'],
  ],
  ['monitoring.coreos.com', ['PodMonitor', 'Probe', 'ServiceMonitor']],
  ['networking.k8s.io', ['Ingress', 'IngressClass', 'NetworkPolicy']],
]);

/** Kinds that change neither names nor endpoints, routes or connections; '*' is the whole group. */
const IRRELEVANT: ReadonlyMap<string, readonly string[] | '*'> = new Map<
  string,
  readonly string[] | '*'
>([
  ['', '*'],
  [
    'admissionregistration.k8s.io',
    [
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ],
  ],
  ['apiextensions.k8s.io', '*'],
  ['apps', ['ControllerRevision']],
  ['argoproj.io', ['AppProject', 'Application', 'ApplicationSet']],
  ['authentication.k8s.io', '*'],
  ['authorization.k8s.io', '*'],
  ['certificates.k8s.io', '*'],
  ['coordination.k8s.io', '*'],
  ['events.k8s.io', '*'],
  ['flowcontrol.apiserver.k8s.io', '*'],
  ['monitoring.coreos.com', ['Alertmanager', 'AlertmanagerConfig', 'PrometheusRule']],
  ['networking.k8s.io', ['IPAddress', 'ServiceCIDR']],
  ['node.k8s.io', '*'],
  ['policy', '*'],
  ['rbac.authorization.k8s.io', '*'],
  ['resource.k8s.io', '*'],
  ['scheduling.k8s.io', '*'],
  ['storage.k8s.io', '*'],
]);

/** Tells what the model makes of objects of a kind. */
export function familiarityOf(group: string, kind: string): Familiarity {
  if (MODELLED.get(group)?.includes(kind)) return 'modelled';
  const irrelevant = IRRELEVANT.get(group);
  return irrelevant === '*' || irrelevant?.includes(kind) ? 'irrelevant' : 'unknown';
}

const WITHOUT_NAMESPACE: readonly string[] = ['GatewayClass', 'IngressClass', 'Namespace', 'Node'];

/** Whether objects of a kind that the model reads stand in a namespace. */
export function isNamespaced(kind: string): boolean {
  return !WITHOUT_NAMESPACE.includes(kind);
}
