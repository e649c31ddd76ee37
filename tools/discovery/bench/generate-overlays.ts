import { build, createBuildCache, memoryFileSystem } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

const BASES = 5;

/**
 * The resources of a monorepo of overlays, rendered: each has a namespace with a Deployment of three pods, a Service, a
 * ConfigMap, and two NetworkPolicies. The same for the same number.
 */
export function renderOverlays(count: number): readonly Resource[] {
  const files: Record<string, string> = {};
  for (let base = 0; base < BASES; base++) writeBase(files, base);
  const folders = Array.from({ length: count }, (_, index) => writeOverlay(files, index));
  const fileSystem = memoryFileSystem(files);
  const cache = createBuildCache();
  return folders.flatMap((folder) => build(folder, { fileSystem, cache }).resources);
}

function writeBase(files: Record<string, string>, index: number): void {
  const folder = `/base/b${index}`;
  files[`${folder}/kustomization.yaml`] = `resources:
- deployment.yaml
- service.yaml
- network-policies.yaml
configMapGenerator:
- name: app-config
  literals: [LOG_LEVEL=info, BASE=b${index}]
`;
  files[`${folder}/deployment.yaml`] = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  replicas: 1
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
      - name: app
        image: registry.example.com/app:1.0.0
        ports:
        - {containerPort: 8080, name: http}
        envFrom:
        - configMapRef: {name: app-config}
        resources:
          requests: {cpu: 100m, memory: 128Mi}
        readinessProbe:
          httpGet: {path: /healthz, port: http}
      - name: sidecar
        image: registry.example.com/sidecar:1.0.0
        volumeMounts:
        - {name: config, mountPath: /etc/app}
      volumes:
      - name: config
        configMap: {name: app-config}
`;
  files[`${folder}/service.yaml`] = `apiVersion: v1
kind: Service
metadata:
  name: app
spec:
  selector: {app: app}
  ports:
  - {name: http, port: 80, targetPort: http}
`;
  files[`${folder}/network-policies.yaml`] = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: deny
spec:
  podSelector: {}
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: app
spec:
  podSelector: {matchLabels: {app: app}}
  policyTypes: [Ingress]
  ingress:
  - from:
    - namespaceSelector: {}
    ports:
    - {protocol: TCP, port: 8080}
`;
}

function writeOverlay(files: Record<string, string>, index: number): string {
  const service = `svc-${String(index).padStart(4, '0')}`;
  const folder = `/overlays/dev/${service}`;
  files[`${folder}/kustomization.yaml`] = `namespace: ${service}
namePrefix: ${service}-
resources:
- ../../../base/b${index % BASES}
labels:
- pairs: {app.kubernetes.io/name: ${service}}
  includeSelectors: true
images:
- {name: registry.example.com/app, newTag: 1.${index}.0}
replicas:
- {name: app, count: 3}
configMapGenerator:
- name: app-config
  behavior: merge
  literals: [SERVICE=${service}]
`;
  return folder;
}
