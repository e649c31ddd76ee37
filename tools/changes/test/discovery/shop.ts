/** A small environment, by parts; each test edits some of them. */
export const shop = {
  web: `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example.com/web:1.0.0
          ports: [{name: http, containerPort: 8080}]
          env:
            - {name: STORE_URL, value: "http://store.data.svc:6379"}
`,
  webService: `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  selector: {app: web}
  ports:
    - {name: http, port: 80, targetPort: http}
`,
  caller: `apiVersion: apps/v1
kind: Deployment
metadata: {name: caller, namespace: edge}
spec:
  selector: {matchLabels: {app: caller}}
  template:
    metadata: {labels: {app: caller}}
    spec:
      containers:
        - name: app
          image: registry.example.com/caller:1.0.0
          env:
            - {name: WEB_URL, value: "http://web.shop.svc"}
`,
  store: `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store, namespace: data}
spec:
  replicas: 2
  serviceName: store
  selector: {matchLabels: {app: store}}
  template:
    metadata: {labels: {app: store}}
    spec:
      containers:
        - name: app
          image: registry.example.com/store:1.0.0
          ports: [{name: client, containerPort: 6379}]
`,
  storeService: `apiVersion: v1
kind: Service
metadata: {name: store, namespace: data}
spec:
  clusterIP: None
  selector: {app: store}
  ports:
    - {name: client, port: 6379}
`,
  alias: `apiVersion: v1
kind: Service
metadata: {name: bank, namespace: data}
spec:
  type: ExternalName
  externalName: bank.example.com
`,
  route: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: edge, namespace: edge}]
  hostnames: [www.example.com]
  rules:
    - matches: [{path: {type: PathPrefix, value: /}}]
      backendRefs: [{name: web, port: 80}]
`,
  gateway: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: edge}
spec:
  gatewayClassName: edge
  listeners:
    - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
`,
  monitor: `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  endpoints: [{port: http}]
`,
  policy: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}]
      ports: [{port: http}]
`,
  dns: `apiVersion: v1
kind: ConfigMap
metadata: {name: coredns-custom, namespace: kube-system}
data:
  names.override: |
    rewrite name exact old.example.com web.shop.svc.cluster.local
  corp.server: |
    corp.example:53 {
      forward . 192.0.2.53
    }
`,
} as const;

export type Part = keyof typeof shop;
/** Other texts for parts: undefined takes one away; and parts that the shop has not. */
export type Edits = Readonly<Partial<Record<Part | 'more', string | undefined>>>;

/** The shop with some parts edited, as one file. */
export function shopWith(edits: Edits = {}): string {
  const parts = { ...shop, ...edits };
  return Object.values(parts)
    .filter((text) => text !== undefined)
    .join('---\n');
}

/** A part with another text in it. */
export function edit(part: Part, from: string, to: string): Edits {
  if (!shop[part].includes(from)) throw new Error(`${part} does not hold ${from}`);
  return { [part]: shop[part].replace(from, to) };
}
