/** How an object is made anew without an outage, by its kind. */
const WAYS: Readonly<Record<string, string>> = {
  Service:
    'make a Service of another name beside it, lead its callers there and remove the old one; or take the change back',
  Deployment: orphan('deployment'),
  DaemonSet: orphan('daemonset'),
  ReplicaSet: orphan('replicaset'),
  StatefulSet: orphan('statefulset'),
  Job: 'give the Job another name, or let Argo CD delete it first: annotate it with argocd.argoproj.io/sync-options: Force=true,Replace=true',
  ConfigMap:
    'give it another name and change what refers to it; a generator does that by itself, with a hash in the name',
  Secret:
    'give it another name and change what refers to it; a generator does that by itself, with a hash in the name',
  PersistentVolumeClaim:
    'make a claim of another name, copy the data, then lead its users there; deleting the claim may delete the data',
  EndpointSlice: 'make a slice of another name for the same Service, then remove the old one',
};

const OTHER =
  'make it under another name, lead its users there and remove the old one; or take the change back';

const REPLACE =
  'annotate the object with argocd.argoproj.io/sync-options: Replace=true, so that the manifest takes its place, or write out the fields that the API server filled in';

/**
 * What to do about an object that cannot be updated.
 * @param canBePut the API server takes the new manifest as a whole
 */
export function wayOut(kind: string, canBePut: boolean): string {
  if (canBePut) return REPLACE;
  return (Object.hasOwn(WAYS, kind) ? WAYS[kind] : undefined) ?? OTHER;
}

function orphan(kind: string): string {
  return `delete it without its pods (kubectl delete ${kind} NAME --cascade=orphan) right before the change is applied, or make it under another name and remove the old one when the new one is ready`;
}
