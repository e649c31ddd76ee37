import type { Choices } from './random-choices.ts';

/** A file's text, or where a symbolic link leads. */
export type RandomFile = string | { readonly link: string };
export type RandomFiles = Readonly<Record<string, RandomFile>>;

const UNITS = ['api', 'web', 'cart', 'queue', 'mail', 'feed'] as const;
export const SPACES = ['shop', 'edge', 'data'] as const;

/** A name by which a service of the monorepo may be called. */
export function randomHost(choices: Choices): string {
  const unit = choices.pick([...UNITS, 'gone']);
  const space = choices.pick(SPACES);
  return choices.pick([
    unit,
    `${unit}.${space}`,
    `${unit}.${space}.svc`,
    `${unit}.${space}.svc.cluster.local`,
    `${unit}-0.${unit}.${space}`,
    'db.corp.internal',
  ]);
}

/** A text that configuration may hold. */
export function randomValue(choices: Choices): string {
  const host = randomHost(choices);
  return choices.pick([
    'info',
    'debug',
    `http://${host}`,
    `https://${host}:443/a`,
    `${host}:8080`,
    `postgres://${host}/db?sslmode=disable`,
    '10.96.0.20',
    'name of no host',
  ]);
}

/** A small monorepo in which much names much: dev and prod, bases, components, links and generators. */
export function randomMonorepo(choices: Choices): RandomFiles {
  const units = UNITS.slice(0, 3 + choices.below(UNITS.length - 2));
  const files: Record<string, RandomFile> = {
    ...PLATFORM,
    ...TRAITS,
    'base/current': { link: 'api' },
    '.gitignore': '.fingerpost/\n',
  };
  for (const unit of units) addBase(files, unit, choices);
  for (const environment of ['dev', 'prod']) {
    const folder = `overlays/${environment}`;
    if (choices.chance(0.8))
      files[`${folder}/environment.yaml`] = environmentFile(environment, choices);
    files[`${folder}/given/cluster.yaml`] = GIVEN;
    if (choices.chance(0.8))
      files[`${folder}/namespaces/kustomization.yaml`] =
        'resources:\n- ../../../platform/namespaces\n';
    if (choices.chance(0.4))
      files[`${folder}/policies/kustomization.yaml`] = 'resources:\n- ../../../platform/policies\n';
    if (choices.chance(0.5))
      files[`${folder}/monitoring/kustomization.yaml`] =
        'resources:\n- ../../../platform/monitoring\n';
    for (const unit of units) {
      if (choices.chance(0.15)) continue;
      if (choices.chance(0.05)) files[`${folder}/${unit}`] = { link: '../dev/api' };
      else addOverlay(files, `${folder}/${unit}`, unit, choices);
    }
  }
  return files;
}

/** An overlay of a base. */
export function addOverlay(
  files: Record<string, RandomFile>,
  folder: string,
  unit: string,
  choices: Choices,
): void {
  const runs = files[`base/${unit}/workload.yaml`] !== undefined;
  files[`${folder}/kustomization.yaml`] = [
    'resources:',
    `- ../../../base/${choices.chance(0.05) ? 'current' : unit}`,
    ...(choices.chance(0.2) ? ['- extra.yaml'] : []),
    ...(runs && choices.chance(0.4)
      ? ['components:', `- ../../../trait/${choices.pick(['debug', 'metrics'])}`]
      : []),
    ...(runs && choices.chance(0.4)
      ? ['replicas:', `- name: ${unit}`, `  count: ${choices.pick([1, 2, 3])}`]
      : []),
    ...(runs && choices.chance(0.4)
      ? ['images:', `- name: registry.example.com/${unit}`, `  newTag: "${choices.pick([1, 2])}"`]
      : []),
    ...(choices.chance(0.3) ? ['patches:', '- path: patch.yaml', '  target: {kind: Service}'] : []),
    ...(choices.chance(0.2)
      ? [
          'configMapGenerator:',
          '- name: settings',
          '  behavior: merge',
          '  literals:',
          `  - LEVEL=${randomValue(choices)}`,
        ]
      : []),
    '',
  ].join('\n');
  files[`${folder}/patch.yaml`] =
    '- op: add\n  path: /metadata/annotations\n  value: {note: "1"}\n';
  files[`${folder}/extra.yaml`] =
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n  namespace: ${choices.pick(SPACES)}\ndata:\n  URL: ${randomValue(choices)}\n`;
}

/** A service with what belongs to it. */
export function addBase(files: Record<string, RandomFile>, unit: string, choices: Choices): void {
  const folder = `base/${unit}`;
  const resources: string[] = [];
  const add = (name: string, text: string): void => {
    files[`${folder}/${name}`] = text;
    resources.push(name);
  };
  if (choices.chance(0.15)) add('service.yaml', externalName(unit, choices));
  else {
    const kind = choices.pick(['Deployment', 'Deployment', 'StatefulSet']);
    add('service.yaml', service(unit, choices));
    add('workload.yaml', workload(unit, kind, choices));
  }
  if (choices.chance(0.5)) add('network-policy.yaml', networkPolicy(unit, choices));
  if (choices.chance(0.4)) add('budget.yaml', budget(unit));
  if (choices.chance(0.4)) add('monitor.yaml', monitor(unit, choices));
  if (choices.chance(0.4)) add('route.yaml', route(unit, choices));
  if (choices.chance(0.2)) {
    files[`${folder}/runner.yaml`] =
      'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: runner\n';
    files[`${folder}/account.yaml`] = { link: 'runner.yaml' };
    resources.push('account.yaml');
  }
  files[`${folder}/kustomization.yaml`] = [
    `namespace: ${choices.pick(SPACES)}`,
    'resources:',
    ...resources.map((name) => `- ${name}`),
    ...(resources.includes('workload.yaml') && choices.chance(0.3)
      ? ['components:', '- ../../trait/metrics']
      : []),
    'configMapGenerator:',
    '- name: settings',
    '  literals:',
    '  - LEVEL=info',
    `  - PEER=${randomValue(choices)}`,
    '  files:',
    '  - notes.txt',
    'secretGenerator:',
    '- name: login',
    '  envs:',
    '  - login.env',
    ...(choices.chance(0.3) ? ['generatorOptions:', '  disableNameSuffixHash: true'] : []),
    '',
  ].join('\n');
  files[`${folder}/notes.txt`] = `one\n${randomValue(choices)}\nthree\n`;
  files[`${folder}/login.env`] = `USER=${unit}\nPASSWORD=s3cret-${choices.below(10)}\n`;
}

function service(unit: string, choices: Choices): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${unit}
  labels:
    app: ${unit}
spec:
${choices.chance(0.3) ? '  clusterIP: None\n' : ''}  selector:
    ${choices.pick(['app', 'app', 'app', 'tier'])}: ${unit}
  ports:
  - name: http
    port: ${choices.pick([80, 8080])}
    targetPort: ${choices.pick(['http', 'http', 'web'])}
`;
}

function externalName(unit: string, choices: Choices): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${unit}
spec:
  type: ExternalName
  externalName: ${choices.pick(['db.corp.internal', `web.edge.svc.cluster.local`, 'cart.shop.svc.cluster.local'])}
`;
}

function workload(unit: string, kind: string, choices: Choices): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${unit}
spec:
  replicas: ${choices.pick([1, 2, 3])}
${kind === 'StatefulSet' ? `  serviceName: ${unit}\n` : ''}  selector:
    matchLabels:
      app: ${unit}
  template:
    metadata:
      labels:
        app: ${unit}
        tier: ${choices.pick(['a', 'b', unit])}
    spec:
      containers:
      - name: app
        image: registry.example.com/${unit}:1
        env:
        - name: PEER_HOST
          value: ${randomHost(choices)}
        - name: TEXT
          value: ${randomValue(choices)}
        envFrom:
        - configMapRef:
            name: settings
        - secretRef:
            name: login
        resources:
          limits:
            memory: 100Mi
        readinessProbe:
          httpGet:
            path: /ready
            port: http
        ports:
        - name: http
          containerPort: 8080
`;
}

function networkPolicy(unit: string, choices: Choices): string {
  const peer = choices.pick([
    'namespaceSelector: {}',
    `namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${choices.pick(SPACES)}}}`,
    `podSelector: {matchLabels: {app: ${choices.pick(UNITS)}}}`,
  ]);
  const [type, list, side] = choices.pick([
    ['Ingress', 'ingress', 'from'],
    ['Egress', 'egress', 'to'],
  ] as const);
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${unit}
spec:
  podSelector: ${choices.pick([`{matchLabels: {app: ${unit}}}`, '{}'])}
  policyTypes: [${type}]
  ${list}:
  - ${side}:
    - ${peer}
    ports:
    - port: ${choices.pick(['8080', 'http', '53'])}
`;
}

function budget(unit: string): string {
  return `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: ${unit}
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: ${unit}
`;
}

function monitor(unit: string, choices: Choices): string {
  return `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: ${unit}
  labels:
    release: prometheus
spec:
  namespaceSelector: ${choices.pick(['{}', '{any: true}', '{matchNames: [edge]}'])}
  selector:
    matchLabels:
      app: ${choices.pick([unit, 'api'])}
  endpoints:
  - port: ${choices.pick(['http', 'metrics'])}
`;
}

function route(unit: string, choices: Choices): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: ${unit}
spec:
  hostnames:
  - ${choices.pick(['a.example.com', 'b.example.com'])}
  parentRefs:
  - name: edge
    namespace: kube-system
  rules:
  - backendRefs:
    - name: ${choices.pick([unit, 'web'])}
      port: 80
`;
}

function environmentFile(name: string, choices: Choices): string {
  return `apiVersion: fingerpost.dev/v1
kind: Environment
metadata:
  name: ${name}
spec:
  class: ${name === 'prod' ? 'production' : 'development'}
  clusterDomain: cluster.local
  nodes:
  - name: node-a
    zone: a
  - name: node-b
    zone: b
  prometheus:
    namespace: monitoring
    monitorSelector: {release: prometheus}
  gateway:
    name: edge
    namespace: kube-system
  externalNames:
  - db.corp.internal
  expectedDifferences:
  - spec.replicas
${choices.chance(0.8) ? '  given:\n  - given/*.yaml\n' : ''}`;
}

const GIVEN = `apiVersion: v1
kind: Namespace
metadata:
  name: kube-system
---
apiVersion: v1
kind: Service
metadata:
  name: kube-dns
  namespace: kube-system
spec:
  clusterIP: 10.96.0.10
  selector:
    k8s-app: kube-dns
  ports:
  - name: dns
    port: 53
    protocol: UDP
---
apiVersion: v1
kind: Secret
metadata:
  name: given
  namespace: kube-system
stringData:
  token: s3cret-given
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
  namespace: kube-system
spec:
  gatewayClassName: any
  listeners:
  - name: http
    port: 80
    protocol: HTTP
`;

const PLATFORM: RandomFiles = {
  'platform/namespaces/kustomization.yaml': 'resources:\n- namespaces.yaml\n',
  'platform/namespaces/namespaces.yaml': SPACES.map(
    (name) =>
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n  labels:\n    team: ${name}\n`,
  ).join('---\n'),
  'platform/policies/kustomization.yaml': 'resources:\n- policies.yaml\n',
  'platform/policies/policies.yaml': `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: few
spec:
  matchConstraints:
    resourceRules:
    - apiGroups: [apps]
      apiVersions: [v1]
      operations: [CREATE]
      resources: [deployments]
  validations:
  - expression: object.spec.replicas < 3
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: few
spec:
  policyName: few
  validationActions: [Deny]
`,
  'platform/monitoring/kustomization.yaml': 'resources:\n- probe.yaml\n- rules.yaml\n',
  'platform/monitoring/probe.yaml': `apiVersion: monitoring.coreos.com/v1
kind: Probe
metadata:
  name: probe
  namespace: monitoring
spec:
  prober:
    url: prober.monitoring:9115
  targets:
    staticConfig:
      static:
      - http://api.shop
`,
  'platform/monitoring/rules.yaml': `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: rules
  namespace: monitoring
spec:
  groups:
  - name: a
    rules:
    - alert: A
      expr: up == 0
`,
};

const TRAITS: RandomFiles = {
  'trait/debug/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
- target: {kind: Deployment|StatefulSet}
  patch: |-
    - op: add
      path: /spec/template/spec/containers/0/env/-
      value: {name: DEBUG, value: "1"}
`,
  'trait/metrics/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
- path: service.yaml
  target: {kind: Service}
`,
  'trait/metrics/service.yaml': `- op: add
  path: /spec/ports/-
  value:
    name: metrics
    port: 9100
    targetPort: 9100
`,
};
