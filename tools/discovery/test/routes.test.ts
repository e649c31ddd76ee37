import test from 'ava';
import { discover } from '../src/discover.ts';
import { defaultEnvironment } from '../src/environment/environment.ts';
import type { Environment } from '../src/environment/environment.ts';
import { commonHostnames } from '../src/routes/hostnames.ts';
import { formatRoutes } from '../src/routes/format-routes.ts';
import type { FormattedRoutes } from '../src/routes/format-routes.ts';
import { routesOf } from '../src/routes/read-routes.ts';
import { environments, readOverlays } from './read-overlays.ts';
import { readResourcesOf } from './read-yaml.ts';

function read(yaml: string, environment: Partial<Environment> = {}): FormattedRoutes {
  const model = discover(readResourcesOf(yaml), { ...defaultEnvironment, ...environment });
  return formatRoutes(routesOf(model.store, model.services, model.environment));
}

function documents(...parts: readonly string[]): string {
  return parts.map((part) => part.trim()).join('\n---\n');
}

const GATEWAY_API = 'apiVersion: gateway.networking.k8s.io/v1';

function gateway(listeners: string): string {
  return `
${GATEWAY_API}
kind: Gateway
metadata: {name: edge, namespace: kube-system}
spec: {gatewayClassName: traefik, listeners: [${listeners}]}
`;
}

function route(spec: string, name = 'web', namespace = 'shop', kind = 'HTTPRoute'): string {
  return `
${GATEWAY_API}
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec: {${spec}}
`;
}

function service(name: string, namespace = 'shop', spec = ''): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}, {name: dns, port: 53, protocol: UDP}]${spec === '' ? '' : `, ${spec}`}}
`;
}

const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {routes: "yes"}}
`;

const ALL = 'allowedRoutes: {namespaces: {from: All}}';
const TO_EDGE = 'parentRefs: [{name: edge, namespace: kube-system}]';

interface ParentCase {
  readonly title: string;
  readonly listeners?: string;
  readonly parentRef?: string;
  readonly hostnames?: string;
  readonly kind?: string;
  readonly others?: string;
  readonly environment?: Partial<Environment>;
  /** `yes`, or the verdict and its reason; then the listeners and hosts. */
  readonly expected: string;
}

const EDGE = { gateway: { name: 'edge', namespace: 'kube-system' } };

const PARENTS: readonly ParentCase[] = [
  {
    title: 'a Gateway takes routes of its own namespace only, unless it says otherwise',
    listeners: '{name: web, port: 80, protocol: HTTP}',
    expected: 'no namespace-not-allowed',
  },
  {
    title: 'all namespaces',
    listeners: `{name: web, port: 80, protocol: HTTP, ${ALL}}`,
    expected: 'yes web:80 *',
  },
  {
    title: 'a selector over labels of a namespace',
    listeners:
      '{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {routes: "yes"}}}}}',
    others: NAMESPACE,
    expected: 'yes web:80 *',
  },
  {
    title: 'labels of a namespace without manifest are not known',
    listeners:
      '{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {routes: "yes"}}}}}',
    expected: 'unknown namespace-labels-unknown',
  },
  {
    title: 'its name is a label of every namespace',
    listeners:
      '{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}}}}',
    expected: 'yes web:80 *',
  },
  {
    title: 'another name is not',
    listeners:
      '{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: edge, routes: "yes"}}}}}',
    expected: 'no namespace-not-allowed',
  },
  {
    title: 'only the listener that is named',
    listeners: `{name: web, port: 80, protocol: HTTP, ${ALL}}, {name: web2, port: 81, protocol: HTTP, ${ALL}}`,
    parentRef: 'sectionName: web2',
    expected: 'yes web2:81 *',
  },
  {
    title: 'only the port that is named',
    listeners: `{name: web, port: 80, protocol: HTTP, ${ALL}}, {name: web2, port: 81, protocol: HTTP, ${ALL}}`,
    parentRef: 'port: 80',
    expected: 'yes web:80 *',
  },
  {
    title: 'name and port have to be those of one listener',
    listeners: `{name: web, port: 80, protocol: HTTP, ${ALL}}, {name: web2, port: 81, protocol: HTTP, ${ALL}}`,
    parentRef: 'sectionName: web, port: 81',
    expected: 'no no-such-listener',
  },
  {
    title: 'a listener of TLS takes no HTTPRoute',
    listeners: `{name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}, ${ALL}}`,
    expected: 'no kind-not-allowed',
  },
  {
    title: 'a listener that takes GRPCRoutes only',
    listeners:
      '{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}, kinds: [{kind: GRPCRoute}]}}',
    expected: 'no kind-not-allowed',
  },
  {
    title: 'and a GRPCRoute',
    listeners:
      '{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}, kinds: [{kind: GRPCRoute}]}}',
    kind: 'GRPCRoute',
    expected: 'yes web:80 *',
  },
  {
    title: 'hosts that the listener has not are left out',
    listeners: `{name: web, port: 80, protocol: HTTP, hostname: "*.example.com", ${ALL}}`,
    hostnames: 'a.example.com, b.example.org, example.com, "*.b.example.com"',
    expected: 'yes web:80 a.example.com,*.b.example.com',
  },
  {
    title: 'no host in common',
    listeners: `{name: web, port: 80, protocol: HTTP, hostname: example.com, ${ALL}}`,
    hostnames: '"*.example.com"',
    expected: 'no hostname-mismatch',
  },
  {
    title: 'a Gateway that no manifest makes and nobody names',
    expected: 'unknown gateway-unknown',
  },
  {
    title: 'a Gateway that no manifest makes and the environment names',
    environment: EDGE,
    expected: 'unknown gateway-not-described',
  },
  {
    title: 'a parent that is no Gateway',
    parentRef: 'group: "", kind: Service',
    expected: 'unknown parent-kind',
  },
];

for (const { title, listeners, parentRef, hostnames, kind, others, ...rest } of PARENTS) {
  test(title, (t) => {
    const reference = `{name: edge, namespace: kube-system${parentRef === undefined ? '' : `, ${parentRef}`}}`;
    const hosts = hostnames === undefined ? '' : `, hostnames: [${hostnames}]`;
    const spec = `parentRefs: [${reference}]${hosts}`;
    const yaml = documents(
      ...(listeners === undefined ? [] : [gateway(listeners)]),
      ...(others === undefined ? [] : [others]),
      route(spec, 'web', 'shop', kind),
    );
    const parents = read(yaml, rest.environment).routes[0]?.parents ?? [];
    const said = parents.map(({ attached, reason, listeners: attachedTo }) =>
      [
        attached,
        ...(reason === null ? [] : [reason]),
        ...attachedTo.map(
          ({ name, port, hostnames: shared }) => `${name}:${port} ${shared.join(',')}`,
        ),
      ].join(' '),
    );
    t.deepEqual(said, [rest.expected]);
  });
}

test('hosts that a listener and a route have in common', (t) => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['', [], ['*']],
    ['example.com', [], ['example.com']],
    ['', ['a.example.com'], ['a.example.com']],
    ['test.example.com', ['test.example.com', '*.example.com'], ['test.example.com']],
    ['*.example.com', ['*.example.com', 'test.example.com'], ['*.example.com', 'test.example.com']],
    [
      '*.example.com',
      ['foo.test.example.com', 'example.com', 'test.example.net'],
      ['foo.test.example.com'],
    ],
    ['*.test.example.com', ['*.example.com'], ['*.test.example.com']],
    ['*.example.com', ['*.notexample.com', 'notexample.com'], []],
  ];
  for (const [listener, hostnames, expected] of cases) {
    t.deepEqual(commonHostnames(listener, hostnames), expected, `${listener} ${hostnames.join()}`);
  }
});

interface BackendCase {
  readonly title: string;
  /** The rest of a rule. */
  readonly rule: string;
  readonly others?: readonly string[];
  /** `role target:port share verdict reason`, then the failing part of requests. */
  readonly expected: readonly string[];
}

const GRANT = `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: shop, namespace: data}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
  to: [{group: "", kind: Service, name: web}]
`;
const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "app:1", ports: [{name: http, containerPort: 8080}]}]}
`;

const BACKENDS: readonly BackendCase[] = [
  {
    title: 'to a Service and on to its pods',
    rule: 'backendRefs: [{name: web, port: 80}]',
    others: [service('web'), DEPLOYMENT],
    expected: ['backend Service/shop/web:80 1 yes -> shop/Deployment/web 8080', 'failing 0'],
  },
  {
    title: 'a Service without endpoints',
    rule: 'backendRefs: [{name: web, port: 80}]',
    others: [service('web')],
    expected: ['backend Service/shop/web:80 1 yes no-endpoints', 'failing 0'],
  },
  {
    title: 'weights, and a Service that is missing',
    rule: 'backendRefs: [{name: web, port: 80, weight: 3}, {name: gone, port: 80}, {name: web, port: 80, weight: 0}]',
    others: [service('web')],
    expected: [
      'backend Service/shop/web:80 0.75 yes no-endpoints',
      'backend Service/shop/gone:80 0.25 no service-missing',
      'backend Service/shop/web:80 0 yes no-endpoints',
      'failing 0.25',
    ],
  },
  {
    title: 'a port that the Service does not have, one of UDP, and none',
    rule: 'backendRefs: [{name: web, port: 8080}, {name: web, port: 53}]',
    others: [service('web')],
    expected: [
      'backend Service/shop/web:8080 0.5 no port-missing',
      'backend Service/shop/web:53 0.5 no port-missing',
      'failing 1',
    ],
  },
  {
    title: 'another namespace needs a grant, for the Service that is meant',
    rule: 'backendRefs: [{name: web, namespace: data, port: 80}, {name: other, namespace: data, port: 80}]',
    others: [service('web', 'data'), service('other', 'data'), GRANT],
    expected: [
      'backend Service/data/web:80 0.5 yes no-endpoints',
      'backend Service/data/other:80 0.5 no not-granted',
      'failing 0.5',
    ],
  },
  {
    title: 'an ExternalName, and a kind that is no Service',
    rule: 'backendRefs: [{name: db, port: 80}, {group: example.com, kind: Bucket, name: files}]',
    others: [service('db', 'shop', 'type: ExternalName, externalName: db.example.com')],
    expected: [
      'backend Service/shop/db:80 0.5 unknown external-name',
      'backend Bucket/shop/files:undefined 0.5 unknown unknown-kind',
      'failing 0',
    ],
  },
  {
    title: 'a headless Service, and copies for another one',
    rule: 'backendRefs: [{name: web, port: 80}], filters: [{type: RequestMirror, requestMirror: {backendRef: {name: gone, port: 80}}}]',
    others: [service('web', 'shop', 'clusterIP: None'), DEPLOYMENT],
    expected: [
      'backend Service/shop/web:80 1 yes headless -> shop/Deployment/web 8080',
      'mirror Service/shop/gone:80 0 no service-missing',
      'failing 0',
    ],
  },
  {
    title: 'nothing to send to',
    rule: 'matches: [{path: {value: /a}}]',
    expected: ['failing 1'],
  },
  {
    title: 'a redirect',
    rule: 'filters: [{type: RequestRedirect, requestRedirect: {scheme: https, port: 8443, statusCode: 301}}]',
    expected: ['redirect 301 https://{host}:8443{path}', 'failing 0'],
  },
];

for (const { title, rule, others = [], expected } of BACKENDS) {
  test(title, (t) => {
    const { routes } = read(documents(route(`${TO_EDGE}, rules: [{${rule}}]`), ...others));
    const [first] = routes[0]?.rules ?? [];
    const said = (first?.backends ?? []).map(
      ({ role, target, port, share, resolves, reason, headless, pods }) =>
        [
          `${role} ${target}:${port ?? 'undefined'} ${share} ${resolves}`,
          ...(reason === null ? [] : [reason]),
          ...(headless ? ['headless'] : []),
          ...pods.map((end) => `-> ${end.workload} ${end.port}`),
        ].join(' '),
    );
    const redirect = first?.redirect === null ? [] : [`redirect ${first?.redirect}`];
    t.deepEqual([...said, ...redirect, `failing ${first?.failing}`], expected);
  });
}

function conflictsOf(yaml: string): readonly string[] {
  return read(yaml).conflicts.map(({ listener, hostname, match, winner, losers, decidedBy }) => {
    const lost = losers.map((loser) => `${loser.route}#${loser.rule}`).join(', ');
    return `${listener} ${hostname} ${match.path.type} ${match.path.value}: ${winner.route}#${winner.rule} before ${lost} by ${decidedBy}`;
  });
}

const WEB = gateway(`{name: web, port: 80, protocol: HTTP, ${ALL}}`);
const TO_WEB = 'backendRefs: [{name: web, port: 80}]';

test('rules that ask for the same requests', (t) => {
  const prefix = (value: string, more = ''): string =>
    `{matches: [{path: {type: PathPrefix, value: ${value}}${more}}], ${TO_WEB}}`;
  const hosts = 'hostnames: [a.example.com]';
  t.deepEqual(
    conflictsOf(
      documents(
        WEB,
        route(`${TO_EDGE}, ${hosts}, rules: [${prefix('/')}, ${prefix('/x')}]`, 'b'),
        route(
          `${TO_EDGE}, ${hosts}, rules: [${prefix('/x/')}, ${prefix('/x', ', method: GET')}, ${prefix('/x/')}]`,
          'a',
        ),
        route(`${TO_EDGE}, rules: [${prefix('/')}]`, 'c'),
      ),
    ),
    [
      'web a.example.com PathPrefix /x: HTTPRoute/shop/a#0 before HTTPRoute/shop/a#2, HTTPRoute/shop/b#1 by name',
    ],
  );
});

test('the older route wins where ages are known', (t) => {
  const aged = (name: string, time: string): string =>
    route(`${TO_EDGE}, rules: [{${TO_WEB}}]`, `${name}, creationTimestamp: "${time}"`);
  t.deepEqual(
    conflictsOf(
      documents(WEB, aged('a', '2026-02-01T00:00:00Z'), aged('b', '2026-01-01T00:00:00Z')),
    ),
    ['web * PathPrefix /: HTTPRoute/shop/b#0 before HTTPRoute/shop/a#0 by age'],
  );
});

test('the rules of one route are tried in their order', (t) => {
  const header = (name: string, value: string): string =>
    `{matches: [{headers: [{name: ${name}, value: ${value}}]}], ${TO_WEB}}`;
  const rules = [header('X-A', 'a'), header('x-a', 'b'), header('x-a', 'a')].join(', ');
  t.deepEqual(conflictsOf(documents(WEB, route(`${TO_EDGE}, rules: [${rules}]`))), [
    'web * PathPrefix /: HTTPRoute/shop/web#0 before HTTPRoute/shop/web#2 by rule-order',
  ]);
});

test('a listener takes HTTPRoutes or GRPCRoutes of a host', (t) => {
  const { routes } = read(
    documents(
      WEB,
      route(`${TO_EDGE}, hostnames: ["*.example.com"]`, 'b'),
      route(`${TO_EDGE}, hostnames: [a.example.com]`, 'c', 'shop', 'GRPCRoute'),
      route(`${TO_EDGE}, hostnames: [a.example.org]`, 'd', 'shop', 'GRPCRoute'),
    ),
  );
  t.deepEqual(
    routes.map(({ name, parents }) => [name, parents[0]?.attached, parents[0]?.reason]),
    [
      ['c', 'no', 'other-route-kind'],
      ['d', 'yes', null],
      ['b', 'yes', null],
    ],
  );
});

const CLASS = (name: string, isDefault = false): string => `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: ${name}, annotations: {ingressclass.kubernetes.io/is-default-class: "${isDefault}"}}
spec: {controller: example.com/ingress}
`;

function ingress(spec: string, annotations = ''): string {
  return `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop, annotations: {${annotations}}}
spec: {${spec}}
`;
}

const INGRESS_RULE =
  'rules: [{host: a.example.com, http: {paths: [{path: /a, pathType: Exact, backend: {service: {name: web, port: {name: http}}}}, {path: /b, pathType: Prefix, backend: {service: {name: web, port: {number: 81}}}}]}}], defaultBackend: {service: {name: gone, port: {number: 80}}}';

test('an Ingress: class, rules, ports by name and number, default backend', (t) => {
  const parent = (yaml: string): readonly unknown[] => {
    const [first] = read(yaml).routes[0]?.parents ?? [];
    return [
      first?.parent,
      first?.attached,
      first?.reason,
      first?.listeners.map(({ name }) => name),
    ];
  };
  const annotation = 'kubernetes.io/ingress.class: old';
  const tls = 'tls: [{hosts: [a.example.com], secretName: web-tls}]';
  const cases: readonly (readonly [string, readonly unknown[]])[] = [
    [
      documents(CLASS('nginx'), ingress(`ingressClassName: nginx, ${tls}, ${INGRESS_RULE}`)),
      ['IngressClass/nginx', 'yes', null, ['http', 'https']],
    ],
    [
      documents(CLASS('nginx', true), ingress(INGRESS_RULE)),
      ['IngressClass/nginx', 'yes', null, ['http']],
    ],
    [
      documents(CLASS('nginx'), ingress(INGRESS_RULE, annotation)),
      ['IngressClass/old', 'unknown', 'class-unknown', []],
    ],
    [ingress(INGRESS_RULE), ['IngressClass/', 'unknown', 'class-missing', []]],
    [
      documents(CLASS('a', true), CLASS('b', true), ingress(INGRESS_RULE)),
      ['IngressClass/', 'no', 'class-ambiguous', []],
    ],
  ];
  for (const [yaml, expected] of cases) t.deepEqual(parent(yaml), expected);
  const [first] = read(documents(ingress(INGRESS_RULE), service('web'), DEPLOYMENT)).routes;
  t.deepEqual(
    first?.rules.map(({ host, matches, backends: [backend], failing }) => [
      host,
      matches.map(({ path }) => `${path.type} ${path.value}`),
      backend?.role,
      backend?.port,
      backend?.reason,
      failing,
    ]),
    [
      ['a.example.com', ['Exact /a'], 'backend', 'http', null, 0],
      ['a.example.com', ['PathPrefix /b'], 'backend', 81, 'port-missing', 1],
      ['*', [], 'default', 80, 'service-missing', 1],
    ],
  );
});

test('the routes of this repository', (t) => {
  const said = (environment: 'dev' | 'prod'): readonly string[] => {
    const model = discover(readOverlays(environment), environments[environment]);
    const { routes, conflicts } = routesOf(model.store, model.services, model.environment);
    t.deepEqual(conflicts, []);
    return routes.flatMap(({ stored, parents, rules }) =>
      parents.flatMap(({ parent, listeners }) =>
        listeners.flatMap(({ name, hostnames }) =>
          rules.flatMap(({ backends }) =>
            backends.map(({ target, port, pods }) => {
              const ends = pods.map((end) => `${end.workload}:${end.port}`).join(', ');
              return `${stored.name}: ${parent} ${name} ${hostnames.join()} -> ${target}:${port} -> ${ends}`;
            }),
          ),
        ),
      ),
    );
  };
  t.deepEqual(said('dev'), [
    'api-gateway: Gateway/kube-system/edge websecure api.dev.corp.internal -> Service/edge/api-gateway:80 -> edge/Deployment/api-gateway:8080',
    'frontend: Gateway/kube-system/edge websecure www.dev.corp.internal -> Service/edge/frontend:80 -> edge/Deployment/frontend:3000',
  ]);
  t.deepEqual(said('prod'), [
    'api-gateway: Gateway/kube-system/edge websecure api.prod.corp.internal -> Service/edge/api-gateway:80 -> edge/Deployment/api-gateway:8080',
    'frontend: Gateway/kube-system/edge websecure www.prod.corp.internal -> Service/edge/frontend:80 -> edge/Deployment/frontend:3000',
  ]);
});
