import { defaultEnvironment, discover } from '@fingerpost/discovery';
import type { Environment } from '@fingerpost/discovery';
import { checkModel } from '@fingerpost/policy';
import test from 'ava';
import { memoryFileSystem, readResources } from 'kustomize-ts';

/** `severity rule name field`; facts of the environment make the input all that the cluster holds. */
function check(yaml: readonly string[], facts?: Partial<Environment>): string[] {
  const fileSystem = memoryFileSystem({ '/a.yaml': yaml.join('---\n') });
  const { resources } = readResources(['/a.yaml'], fileSystem);
  const model = discover(resources, { ...defaultEnvironment, ...facts });
  const findings = checkModel({ model, complete: facts !== undefined, overlaysOf: () => [] });
  return findings
    .filter(({ rule }) => /^(?:dns|gitops|internal|policy|route)\//.test(rule))
    .filter(({ rule }) => rule !== 'policy/no-default-deny' && rule !== 'route/no-tls')
    .map(({ rule, severity, resource, field }) =>
      `${severity} ${rule} ${resource.split('/').at(-1)} ${field}`.trimEnd(),
    )
    .toSorted();
}

function workload(name: string, { namespace = 'backend', env = '', port = 9000 } = {}): string {
  const containers = `[{name: a, image: registry.example.com/a:1.0.0, env: [${env}], ports: [{name: http, containerPort: ${port}}]}]`;
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {containers: ${containers}}}}\n`;
}

function policy(name: string, spec: string, pods = `matchLabels: {app: ${name}}`): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: backend}\nspec: {podSelector: {${pods}}, ${spec}}\n`;
}

function service(name: string, spec: string, namespace = 'backend'): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {${spec}}\n`;
}

function custom(keys: Readonly<Record<string, string>>): string {
  const data = Object.entries(keys).map(
    ([key, text]) => `  ${key}: |\n${text.replace(/^/gm, '    ')}\n`,
  );
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: coredns-custom, namespace: kube-system}\ndata:\n${data.join('')}`;
}

const usesNames = workload('go', { env: '{name: PEER_URL, value: http://helper:8080}' });
const usesNone = workload('go');
const both53 = 'ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]';
const kubeSystem = 'namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}';
const kubeDns = 'podSelector: {matchLabels: {k8s-app: kube-dns}}';
const egress = (rules: string): string => `policyTypes: [Egress], egress: [${rules}]`;
const ingress = (rules: string): string => `policyTypes: [Ingress], ingress: [${rules}]`;
const toDns = `{to: [{${kubeSystem}, ${kubeDns}}], ${both53}}`;
const toGo = (port: string): string =>
  egress(`{to: [{podSelector: {matchLabels: {app: go}}}], ports: [${port}]}, ${toDns}`);
const helper = workload('helper');

const zone = (head: string, body: string): string => `${head} {\n  ${body}\n}`;
const stub = zone('corp.internal:53', 'forward . 192.0.2.53');

const route = (name: string, rule: string): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: ${name}, namespace: backend}\nspec: {parentRefs: [{name: edge, namespace: infra}], hostnames: [app.example.com], rules: [{${rule}}]}\n`;
const toBackend = 'backendRefs: [{name: go, port: 80}]';
const goService = service(
  'go',
  'selector: {app: go}, ports: [{name: http, port: 80, targetPort: http}]',
);

interface Case {
  readonly what: string;
  readonly yaml: readonly string[];
  readonly environment?: Partial<Environment>;
  readonly found: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'a pod that may reach nothing and uses names cannot look them up',
    yaml: [usesNames, policy('deny', 'policyTypes: [Egress]', '')],
    found: ['error policy/dns-blocked deny spec'],
  },
  {
    what: 'a pod that may reach nothing and uses no names is closed on purpose',
    yaml: [usesNone, policy('deny', 'policyTypes: [Egress]', '')],
    found: [],
  },
  {
    what: 'a rule for DNS with another label of its pods, or of its namespace, is where it went wrong',
    yaml: [
      usesNone,
      policy(
        'dns',
        egress(
          `{to: [{${kubeSystem}, podSelector: {matchLabels: {k8s-app: coredns}}}], ${both53}}`,
        ),
        '',
      ),
      workload('helper', { namespace: 'edge' }),
      policy(
        'name',
        egress(
          `{to: [{namespaceSelector: {matchLabels: {name: kube-system}}, ${kubeDns}}], ${both53}}`,
        ),
        '',
      ).replaceAll('backend', 'edge'),
    ],
    found: [
      'error policy/dns-blocked dns spec.egress[0]',
      'error policy/dns-blocked name spec.egress[0]',
    ],
  },
  {
    what: 'a port without protocol is TCP',
    yaml: [
      usesNone,
      policy('dns', egress(`{to: [{${kubeSystem}, ${kubeDns}}], ports: [{port: 53}]}`), ''),
    ],
    found: ['error policy/dns-blocked dns spec.egress[0]'],
  },
  {
    what: 'DNS may be allowed to everybody, to a namespace, to all namespaces, to the cache of the node',
    yaml: [
      `{${both53}}`,
      `{to: [{${kubeSystem}}], ${both53}}`,
      `{to: [{namespaceSelector: {}}], ${both53}}`,
      `{to: [{ipBlock: {cidr: 169.254.20.10/32}}], ${both53}}`,
    ].flatMap((rule, index) => [workload(`go-${index}`), policy(`go-${index}`, egress(rule))]),
    found: [],
  },
  {
    what: 'all addresses mean pods in some clusters only; without the private ones they do in none',
    yaml: [
      workload('a'),
      policy('a', egress('{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}')),
      workload('b'),
      policy('b', egress('{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}')),
    ],
    found: ['error policy/dns-blocked b spec.egress', 'warning policy/dns-blocked a spec.egress'],
  },
  {
    what: 'the address of the cluster DNS means nothing after it was translated',
    yaml: [
      usesNone,
      policy('dns', egress(`{to: [{ipBlock: {cidr: 10.96.0.10/32}}], ${both53}}`), ''),
    ],
    found: [
      'error policy/dns-blocked dns spec.egress[0]',
      'error policy/service-cidr dns spec.egress[0].to[0].ipBlock.cidr',
    ],
  },
  {
    what: 'the other side refuses: by default, another port, another protocol',
    yaml: [
      '',
      '{from: [{podSelector: {}}], ports: [{port: 9100}]}',
      '{from: [{podSelector: {}}], ports: [{port: 9000, protocol: UDP}]}',
    ].flatMap((rules, index) =>
      [helper, usesNone, policy('helper', toGo('{port: 9000}')), policy('go', ingress(rules))].map(
        (one) => one.replaceAll('backend', `backend-${index}`),
      ),
    ),
    found: Array.from({ length: 3 }, () => 'error policy/one-sided helper spec.egress[0].to[0]'),
  },
  {
    what: 'one of several pods that are named is enough',
    yaml: [
      helper,
      usesNone,
      workload('web'),
      policy(
        'helper',
        egress(
          `{to: [{podSelector: {matchExpressions: [{key: app, operator: In, values: [go, web]}]}}], ports: [{port: http}]}, ${toDns}`,
        ),
      ),
      policy('go', ingress('')),
    ],
    found: [],
  },
  {
    what: 'the port of the Service, from the side of the client',
    yaml: [helper, usesNone, goService, policy('helper', toGo('{port: 80}'))],
    found: ['error policy/service-port helper spec.egress[0].ports[0].port'],
  },
  {
    what: 'a port that the pods have too is no mistake',
    yaml: [helper, workload('go', { port: 80 }), goService, policy('helper', toGo('{port: 80}'))],
    found: [],
  },
  {
    what: 'two peers that both are needed, and two that were one',
    yaml: [
      usesNone,
      helper,
      policy(
        'go',
        ingress(
          '{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}, {podSelector: {matchLabels: {app: helper}}}]}',
        ),
      ),
      policy(
        'helper',
        ingress(
          '{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: backend}}}, {podSelector: {matchLabels: {app: go}}}]}',
        ),
      ),
    ],
    found: ['warning policy/peers-or helper spec.ingress[0].from[1]'],
  },
  {
    what: 'nobody is let in where a route sends requests to',
    yaml: [
      usesNone,
      goService,
      policy('deny', 'policyTypes: [Ingress]', ''),
      route('go', toBackend),
    ],
    found: ['error policy/route-blocked deny spec.ingress'],
  },
  {
    what: 'a route: other pods of another namespace are no gateway, addresses may be a load balancer',
    yaml: [
      usesNone,
      goService,
      route('go', toBackend),
      workload('web', { namespace: 'edge' }),
      policy(
        'go',
        ingress(
          '{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}, podSelector: {matchLabels: {app: web}}}]}',
        ),
      ),
      helper,
      service(
        'helper',
        'selector: {app: helper}, ports: [{name: http, port: 80, targetPort: http}]',
      ),
      route('helper', 'matches: [{method: PUT}], backendRefs: [{name: helper, port: 80}]'),
      policy('helper', ingress('{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}')),
    ],
    found: ['error policy/route-blocked go spec.ingress'],
  },
  {
    what: 'two routes for one host: told apart by their paths, or not',
    yaml: [
      usesNone,
      goService,
      route('a', toBackend),
      route('b', `matches: [{path: {type: PathPrefix, value: /b}}], ${toBackend}`),
      route('c', toBackend),
    ],
    found: ['error route/host-duplicate c spec.hostnames[0]'],
  },
  {
    what: 'a route alone in a file: its Service may be in another',
    yaml: [route('a', toBackend)],
    found: ['warning route/backend-missing a spec.rules[0].backendRefs[0].name'],
  },
  {
    what: 'a route beside pods without Service',
    yaml: [usesNone, route('a', toBackend)],
    found: ['error route/backend-missing a spec.rules[0].backendRefs[0].name'],
  },
  {
    what: 'a mirror, and a Service of a namespace that plain files do not show',
    yaml: [
      usesNone,
      goService,
      route(
        'a',
        `${toBackend}, filters: [{type: RequestMirror, requestMirror: {backendRef: {name: copy, port: 80}}}]`,
      ),
      route('b', 'matches: [{method: PUT}], backendRefs: [{name: go, namespace: other, port: 80}]'),
    ],
    found: ['error route/backend-missing a spec.rules[0].filters[0].requestMirror.backendRef.name'],
  },
  {
    what: 'fragments of a Corefile: each wrong one is told',
    yaml: [
      custom({
        'a.server': zone('corp.internal:53', 'forwrd . 192.0.2.53'),
        'b.override': 'hosts {\n  192.0.2.1 a\n}',
        'c.override': `# a comment\n${stub}`,
        'd.server': zone('example.com:53', 'forward .'),
        'e.server': zone('local:53', 'forward . 192.0.2.53'),
        'f.server': zone('example.org:53', 'forward . 192.0.2.53 127.0.0.1'),
        'g.conf': stub,
        'h.server': 'rewrite name exact a.b c.d',
      }),
    ],
    found: [
      'error dns/cluster-zone coredns-custom data[e.server]',
      'error dns/duplicate-plugin coredns-custom data[b.override]',
      'error dns/forward-loop coredns-custom data[f.server]',
      'error dns/server-block-in-override coredns-custom data[c.override]',
      'error dns/syntax coredns-custom data[d.server]',
      'error dns/unknown-plugin coredns-custom data[a.server]',
      'warning dns/ignored-key coredns-custom data[g.conf]',
      'warning dns/syntax coredns-custom data[h.server]',
    ],
  },
  {
    what: 'fragments of a Corefile that are right',
    yaml: [
      custom({
        'a.server': `${stub}\n${zone('cluster.local:5353', 'forward . 192.0.2.53')}`,
        'b.override':
          'log\ntemplate IN A partner.corp.internal {\n  answer "{{ .Name }} 60 IN A 192.0.2.10"\n}',
        'c.server': zone('example.com:53', 'hosts /etc/coredns/custom/c.hosts'),
        'c.hosts': '192.0.2.1 a.example.com',
      }),
    ],
    found: [],
  },
  {
    what: 'two fragments that are right alone and wrong together',
    yaml: [custom({ 'a.server': stub, 'b.server': stub })],
    found: ['error dns/syntax coredns-custom data[b.server]'],
  },
];

test('a namespace without a policy for all pods names only those that no policy is for', (t) => {
  const messages = (yaml: readonly string[]): string[] => {
    const { resources } = readResources(
      ['/a.yaml'],
      memoryFileSystem({ '/a.yaml': yaml.join('---\n') }),
    );
    const model = discover(resources, defaultEnvironment);
    return checkModel({ model, complete: false, overlaysOf: () => [] })
      .filter(({ rule }) => rule === 'policy/no-default-deny')
      .map(({ message }) => message);
  };
  const own = [usesNone, policy('go', ingress('{}'))];
  const start = 'namespace backend has no policy for all of its pods:';
  t.deepEqual(messages(own), [`${start} each that comes later takes connections from everywhere`]);
  t.deepEqual(messages([...own, helper]), [
    `${start} backend/Deployment/helper, and each that comes later, take connections from everywhere`,
  ]);
});

for (const { what, yaml, environment, found } of cases) {
  test(what, (t) => {
    t.deepEqual(check(yaml, environment), found);
  });
}
