/** A Kubernetes object that is written as JSON. */
export type Manifest = Readonly<Record<string, unknown>>;

/** How workloads and policies are spread. */
export const SHAPES = {
  monorepo: 'a namespace and two policies for each service',
  house: 'ten namespaces that deny by default, and edges allowed on both sides by named port',
  open: 'one namespace, all workloads alike, and policies that select all of them',
  worst: 'no two workloads alike: everybody may reach everybody, on ranges that are nobody else’s',
} as const;

export type Shape = keyof typeof SHAPES;

/** Workloads, and two policies for each: the same for the same arguments. */
export function generatePolicies(shape: Shape, workloads: number): readonly Manifest[] {
  const services = Array.from({ length: workloads }, (_, index) => index);
  return services.flatMap((index) => MAKERS[shape](index, workloads));
}

const MAKERS: Readonly<Record<Shape, (index: number, count: number) => readonly Manifest[]>> = {
  monorepo: (index) => {
    const namespace = `service-${index}`;
    return [
      deployment(namespace, index, 8080),
      policy(namespace, 'default-deny', { policyTypes: ['Ingress'] }),
      policy(namespace, 'app', {
        podSelector: { matchLabels: { app: `app-${index}` } },
        ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: 8080 }] }],
      }),
    ];
  },
  house: (index, count) => {
    const namespace = namespaceOf(index);
    const peer = (other: number): Manifest => ({
      namespaceSelector: {
        matchLabels: { 'kubernetes.io/metadata.name': namespaceOf(other % count) },
      },
      podSelector: {
        matchExpressions: [{ key: 'app', operator: 'In', values: [`app-${other % count}`] }],
      },
    });
    const edges = (step: number): Manifest[] =>
      [1, 2, 3].map((n) => peer((index + count + step * n * 7) % count));
    const http = [{ protocol: 'TCP', port: 'http' }];
    return [
      deployment(namespace, index, 8000 + (index % 50)),
      policy(namespace, `deny-${index}`, { policyTypes: ['Ingress', 'Egress'] }),
      policy(namespace, `app-${index}`, {
        podSelector: { matchLabels: { app: `app-${index}` } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: edges(-1), ports: http }],
        egress: [
          { to: edges(1), ports: http },
          {
            to: [
              {
                ipBlock: { cidr: `10.${index % 256}.0.0/16`, except: [`10.${index % 256}.1.0/24`] },
              },
            ],
          },
        ],
      }),
    ];
  },
  open: (index) => [
    deployment('shared', 0, 8080, index),
    policy('shared', `in-${index}`, { ingress: [{ from: [{ podSelector: {} }] }] }),
    policy('shared', `out-${index}`, {
      policyTypes: ['Egress'],
      egress: [{ ports: [{ protocol: 'TCP', port: 1 + index }] }],
    }),
  ],
  worst: (index) => {
    const everybody = { podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } };
    const own = { podSelector: { matchLabels: { app: `app-${index}` } } };
    const range = (step: number) => {
      const first = 1 + ((index * step) % 30_000);
      return [{ protocol: 'TCP', port: first, endPort: first + 20_000 + index }];
    };
    return [
      deployment('shared', index, 8080),
      policy('shared', `in-${index}`, {
        ...own,
        ingress: [{ from: [everybody], ports: range(7) }],
      }),
      policy('shared', `out-${index}`, {
        ...own,
        policyTypes: ['Egress'],
        egress: [{ to: [everybody], ports: range(13) }],
      }),
    ];
  },
};

function namespaceOf(index: number): string {
  return `team-${index % 10}`;
}

function deployment(namespace: string, label: number, port: number, index = label): Manifest {
  const labels = { app: `app-${label}` };
  const container = {
    name: 'app',
    image: 'registry.example.com/app:1.0.0',
    ports: [{ name: 'http', containerPort: port }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `app-${index}`, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

function policy(namespace: string, name: string, spec: Manifest): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: { podSelector: {}, ...spec },
  };
}
