import fs from 'node:fs';
import path from 'node:path';

/** The kinds of the generated resources that Kubernetes itself has. */
const KINDS = [
  ['io.k8s.api.core.v1.Namespace', 'namespace-v1'],
  ['io.k8s.api.core.v1.ServiceAccount', 'serviceaccount-v1'],
  ['io.k8s.api.core.v1.ConfigMap', 'configmap-v1'],
  ['io.k8s.api.core.v1.Service', 'service-v1'],
  ['io.k8s.api.apps.v1.Deployment', 'deployment-apps-v1'],
  ['io.k8s.api.policy.v1.PodDisruptionBudget', 'poddisruptionbudget-policy-v1'],
  ['io.k8s.api.networking.v1.NetworkPolicy', 'networkpolicy-networking-v1'],
] as const;

/** Writes the schemas as kubeconform looks for them; gives the location to hand to it. */
export function writeKubeconformSchemas(repository: string, folder: string): string {
  const file = path.join(repository, 'tools/scripts/test/kubernetes/schema-1.36.json');
  const definitions: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.mkdirSync(folder);
  for (const [type, name] of KINDS) {
    const schema = JSON.stringify({ $ref: `#/definitions/${type}`, definitions });
    fs.writeFileSync(path.join(folder, `${name}.json`), schema);
  }
  return path.join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json');
}
