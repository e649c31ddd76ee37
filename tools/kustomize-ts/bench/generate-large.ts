/**
 * Writes one kustomization with many resources: `node generate-large.ts FOLDER RESOURCES`. Four resources make a
 * service, 25 services a file; all of them are renamed, labelled, moved to a namespace and patched, and refer to each other.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SERVICES_PER_FILE = 25;
const KINDS = 4;

/** Writes the kustomization into `folder`, which is emptied first. Returns the number of resources. */
export function generateLarge(folder: string, resources: number): number {
  const services = Math.ceil(resources / KINDS);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (let first = 0; first < services; first += SERVICES_PER_FILE) {
    const file = `services-${first}.yaml`;
    const count = Math.min(SERVICES_PER_FILE, services - first);
    const documents = Array.from({ length: count }, (_, i) => serviceDocuments(first + i));
    writeFileSync(path.join(folder, file), documents.join('---\n'));
    files.push(file);
  }
  writeFileSync(path.join(folder, 'kustomization.yaml'), kustomizationText(files));
  return services * KINDS;
}

function kustomizationText(files: readonly string[]): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: large
namePrefix: large-
labels:
- pairs:
    team: platform
  includeSelectors: true
images:
- name: registry.example.com/app
  newTag: v2
patches:
- target:
    kind: Deployment
  patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: any
    spec:
      template:
        spec:
          containers:
          - name: app
            resources:
              limits:
                memory: 256Mi
resources:
${files.map((file) => `- ${file}\n`).join('')}`;
}

function serviceDocuments(index: number): string {
  const name = `svc-${String(index).padStart(5, '0')}`;
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  LOG_LEVEL: info
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
  - name: http
    port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      serviceAccountName: ${name}
      containers:
      - name: app
        image: registry.example.com/app:v1
        envFrom:
        - configMapRef:
            name: ${name}
`;
}

if (import.meta.main) {
  const [folder, resources] = process.argv.slice(2);
  if (!folder || !resources) throw new Error('usage: node generate-large.ts FOLDER RESOURCES');
  console.log(generateLarge(folder, Number(resources)));
}
