/**
 * Writes a monorepo to measure and to compare with: `node generate-monorepo.ts FOLDER SERVICES [BASES=5]`.
 * Each service has an overlay in dev and one in prod, on one of the bases; every overlay patches, labels, generates,
 * replaces and sets images, so that no stage of a build is left out. Prints the number of overlays.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes the monorepo into `folder`, which is emptied first. Returns the number of overlays. */
export function generateMonorepo(folder: string, services: number, bases = 5): number {
  const write = (file: string, text: string): void => {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  };
  rmSync(folder, { recursive: true, force: true });
  const count = Math.min(bases, services);
  for (let i = 0; i < count; i++) writeBase(i, write);
  for (let i = 0; i < services; i++) {
    for (const environment of ['dev', 'prod'] as const)
      writeOverlay(i, `base/b${i % count}`, environment, write);
  }
  return services * 2;
}

type Write = (file: string, text: string) => void;

function writeBase(index: number, write: Write): void {
  const folder = `base/b${index}`;
  write(
    `${folder}/kustomization.yaml`,
    `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- deployment.yaml
- service.yaml
- networkpolicy.yaml
configMapGenerator:
- name: app-config
  literals:
  - LOG_LEVEL=info
  - BASE=b${index}
  files:
  - app.properties
`,
  );
  const properties = Array.from({ length: 20 }, (_, i) => `key.${i}=value-${index}-${i}\n`);
  write(`${folder}/app.properties`, properties.join(''));
  write(
    `${folder}/deployment.yaml`,
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
  labels:
    app: app
spec:
  replicas: 1
  selector:
    matchLabels:
      app: app
  template:
    metadata:
      labels:
        app: app
    spec:
      containers:
      - name: app
        image: registry.example.com/app:latest
        ports:
        - containerPort: 8080
          name: http
        envFrom:
        - configMapRef:
            name: app-config
        env:
        - name: HOST
          value: PLACEHOLDER
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
        readinessProbe:
          httpGet:
            path: /healthz
            port: http
      - name: sidecar
        image: registry.example.com/sidecar:1.0
        volumeMounts:
        - name: config
          mountPath: /etc/app
      volumes:
      - name: config
        configMap:
          name: app-config
`,
  );
  write(
    `${folder}/service.yaml`,
    `apiVersion: v1
kind: Service
metadata:
  name: app
spec:
  selector:
    app: app
  ports:
  - name: http
    port: 80
    targetPort: http
`,
  );
  write(
    `${folder}/networkpolicy.yaml`,
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: app
spec:
  podSelector:
    matchLabels:
      app: app
  policyTypes:
  - Ingress
  ingress:
  - from:
    - namespaceSelector: {}
    ports:
    - protocol: TCP
      port: 8080
`,
  );
}

function writeOverlay(
  index: number,
  base: string,
  environment: 'dev' | 'prod',
  write: Write,
): void {
  const service = `svc-${String(index).padStart(4, '0')}`;
  const production = environment === 'prod';
  const folder = `overlays/${environment}/${service}`;
  write(
    `${folder}/kustomization.yaml`,
    `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${service}-${environment}
namePrefix: ${service}-
resources:
- ../../../${base}
labels:
- pairs:
    app.kubernetes.io/name: ${service}
    env: ${environment}
  includeSelectors: true
images:
- name: registry.example.com/app
  newName: registry.example.com/${service}
  newTag: v1.${index}.${production ? 1 : 2}
patches:
- path: patch-deploy.yaml
- target:
    kind: Deployment
    name: app
  patch: |-
    - op: replace
      path: /spec/replicas
      value: ${production ? 3 : 1}
    - op: add
      path: /spec/template/spec/containers/0/env/-
      value:
        name: ENV
        value: ${environment}
configMapGenerator:
- name: app-config
  behavior: merge
  literals:
  - LOG_LEVEL=${production ? 'warn' : 'debug'}
  - SERVICE=${service}
replacements:
- source:
    kind: Service
    name: app
    fieldPath: metadata.name
  targets:
  - select:
      kind: Deployment
    fieldPaths:
    - spec.template.spec.containers.[name=app].env.[name=HOST].value
`,
  );
  write(
    `${folder}/patch-deploy.yaml`,
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  template:
    spec:
      containers:
      - name: app
        resources:
          limits:
            cpu: ${production ? "'1'" : '500m'}
            memory: 512Mi
        env:
        - name: SERVICE
          value: ${service}
`,
  );
}

if (import.meta.main) {
  const [folder, services, bases] = process.argv.slice(2);
  if (!folder || !services)
    throw new Error('usage: node generate-monorepo.ts FOLDER SERVICES [BASES]');
  console.log(generateMonorepo(folder, Number(services), Number(bases ?? 5)));
}
