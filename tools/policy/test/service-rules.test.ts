import { defaultEnvironment, discover } from '@fingerpost/discovery';
import type { Environment } from '@fingerpost/discovery';
import { checkModel } from '@fingerpost/policy';
import test from 'ava';
import { memoryFileSystem, readResources } from 'kustomize-ts';

/** Facts of the environment make the input all that the cluster holds. */
function check(yaml: string, facts?: Partial<Environment>): string[] {
  const fileSystem = memoryFileSystem({ '/a.yaml': yaml });
  const { resources } = readResources(['/a.yaml'], fileSystem);
  const model = discover(resources, { ...defaultEnvironment, ...facts });
  const findings = checkModel({ model, complete: facts !== undefined, overlaysOf: () => [] });
  return findings
    .filter(({ rule }) => /^(?:api|endpoint-slice|endpoints|internal|service)\//.test(rule))
    .map(({ rule, severity, resource, field }) =>
      `${severity} ${rule} ${resource.split('/').at(-1)} ${field}`.trimEnd(),
    )
    .toSorted();
}

function service(name: string, spec: string, metadata = ''): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: backend${metadata}}\nspec: {${spec}}\n`;
}

function workload(
  name: string,
  pod: string,
  { kind = 'Deployment', labels = `app: ${name}`, annotations = '', spec = '' } = {},
): string {
  return `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: backend}\nspec: {${spec}selector: {matchLabels: {${labels}}}, template: {metadata: {labels: {${labels}}, annotations: {${annotations}}}, spec: {${pod}}}}\n`;
}

function container(ports: string, more = ''): string {
  return `containers: [{name: a, image: registry.example.com/a:1.0.0, ${more}ports: [${ports}]}]`;
}

const http = '{name: http, containerPort: 8080}';
const server = workload('web', container(http));
const toHttp = 'ports: [{name: http, port: 80, targetPort: http}]';
const select = 'selector: {app: web}';
const nodes = ['node-a', 'node-b', 'node-c'].map((name) => ({ name, ready: true, addresses: [] }));

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const lb = 'type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]';
const internal = `, annotations: {${AWS}scheme: internal}`;

function kafka(more: string): string {
  return `containers: [{name: a, ${more}image: registry.example.com/cp-kafka:8.0.0}]`;
}

interface Case {
  readonly what: string;
  readonly yaml: readonly string[];
  readonly environment?: Partial<Environment>;
  /** `severity rule name field` */
  readonly found: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'a selector without any pod in plain files is not judged',
    yaml: [service('web', `${select}, ${toHttp}`)],
    found: [],
  },
  {
    what: 'a selector without any pod in a whole cluster matches nothing',
    yaml: [service('web', `${select}, ${toHttp}`)],
    environment: {},
    found: ['error service/selector-matches-nothing web spec.selector'],
  },
  {
    what: 'pods in another namespace are not selected, also where plain files show none in this one',
    yaml: [service('web', `${select}, ${toHttp}`), server.replaceAll('backend', 'edge')],
    found: ['error service/selector-matches-nothing web spec.selector'],
  },
  {
    what: 'kube-system holds more pods than plain files show',
    yaml: [service('web', `${select}, ${toHttp}`), workload('other', container(http))].map((one) =>
      one.replaceAll('backend', 'kube-system'),
    ),
    found: [],
  },
  {
    what: 'a role that is set while pods run does not matter, a wrong name does',
    yaml: [
      service('web', `selector: {app: web, role: leader}, ${toHttp}`),
      service('other', `selector: {app: wbe, role: leader}, ${toHttp}`),
      service('tier', `selector: {app: web, role: frontend}, ${toHttp}`),
      service('part', `selector: {app: web, component: master}, ${toHttp}`),
      server,
    ],
    found: [
      'error service/selector-matches-nothing other spec.selector',
      'error service/selector-matches-nothing part spec.selector[component]',
      'error service/selector-matches-nothing tier spec.selector[role]',
    ],
  },
  {
    what: 'a label in the template of a custom resource is found',
    yaml: [
      'apiVersion: example.com/v1\nkind: Cluster\nmetadata: {name: a, namespace: backend}\nspec: {template: {metadata: {labels: {tier: db}}}}\n',
      service('db', 'selector: {tier: db}, ports: [{port: 5432, name: sql}]'),
      server,
    ],
    found: [],
  },
  {
    what: 'numbers that pods do not declare: a warning, silence where they declare nothing',
    yaml: [
      service('web', `${select}, ports: [{name: http, port: 80, targetPort: 3000}]`),
      service('bare', 'selector: {app: bare}, ports: [{name: http, port: 80, targetPort: 3000}]'),
      server,
      workload('bare', container('')),
    ],
    found: ['warning service/target-port-missing web spec.ports[0].targetPort'],
  },
  {
    what: 'a number in quotes is a name, which is said once',
    yaml: [
      service('web', `${select}, ports: [{name: http, port: 80, targetPort: "8080"}]`),
      server,
    ],
    found: ['error service/target-port-missing web spec.ports[0].targetPort'],
  },
  {
    what: 'a name that only some pods have; peers of a headless Service may differ',
    yaml: [
      service('web', `${select}, ${toHttp}`),
      service(
        'web-peers',
        `clusterIP: None, ${select}, ports: [{name: http, port: 8080, targetPort: http}]`,
      ),
      workload('web', container(http), { labels: 'app: web, version: v1' }),
      workload('web-2', container('{name: web, containerPort: 8080}'), {
        labels: 'app: web, version: v2',
      }),
    ],
    found: [
      'error service/target-port-missing web spec.ports[0].targetPort',
      'warning service/target-port-missing web-peers spec.ports[0].targetPort',
    ],
  },
  {
    what: 'the pod of a chart test is no workload of the Service',
    yaml: [
      service('web', `${select}, ${toHttp}`),
      server,
      'apiVersion: v1\nkind: Pod\nmetadata: {name: t, namespace: backend, labels: {app: web}, annotations: {helm.sh/hook: test}}\nspec: {containers: [{name: t, image: registry.example.com/t:1.0.0}]}\n',
    ],
    found: [],
  },
  {
    what: 'the port of a plain init container never resolves',
    yaml: [
      service('web', `${select}, ${toHttp}`),
      workload(
        'web',
        `initContainers: [{name: i, image: registry.example.com/i:1.0.0, ports: [${http}]}], ${container('{name: grpc, containerPort: 9000}')}`,
      ),
    ],
    found: ['error service/target-port-missing web spec.ports[0].targetPort'],
  },
  {
    what: 'protocols: a name with another one, a number with another one, a number that is sent in both',
    yaml: [
      service('a', `${select}, ports: [{name: http, port: 80, protocol: UDP, targetPort: http}]`),
      service('b', `${select}, ports: [{name: http, port: 80, protocol: UDP, targetPort: 8080}]`),
      service(
        'c',
        `${select}, ports: [{name: u, port: 80, protocol: UDP, targetPort: 8080}, {name: t, port: 80, targetPort: 8080}]`,
      ),
      server,
    ],
    found: [
      'caution service/target-port-unnamed c spec.ports[1].targetPort',
      'error service/target-port-protocol a spec.ports[0].protocol',
      'error service/target-port-protocol b spec.ports[0].protocol',
      'warning service/selector-shared c spec.selector',
    ],
  },
  {
    what: 'ports without name: an only one, and one of several, which is said once',
    yaml: [
      service('web', `${select}, ports: [{port: 80, targetPort: http}]`),
      service(
        'two',
        `${select}, type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 81, targetPort: http}, {name: b, port: 82, targetPort: http}]`,
      ),
      server,
    ],
    found: [
      'caution service/port-unnamed web spec.ports[0].port',
      'error service/port-unnamed two spec.ports[0].port',
    ],
  },
  {
    what: 'headless translation: a Deployment is meant to be balanced, a StatefulSet is not, and a client makes it an error',
    yaml: [
      service('web', `clusterIP: None, ${select}, ${toHttp}`),
      service(
        'db',
        'clusterIP: None, selector: {app: db}, ports: [{name: http, port: 80, targetPort: http}]',
      ),
      service(
        'log',
        'clusterIP: None, selector: {app: log}, ports: [{name: http, port: 80, targetPort: http}]',
      ),
      workload('web', container(http, 'env: [{name: LOG_URL, value: "http://log-0.log/x"}], ')),
      workload('db', container(http), { kind: 'StatefulSet', spec: 'serviceName: db, ' }),
      workload('log', container(http), { kind: 'StatefulSet', spec: 'serviceName: log, ' }),
    ],
    found: [
      'error service/headless-port-translation log spec.ports[0].port',
      'error service/headless-port-translation web spec.ports[0].port',
      'warning service/headless-port-translation db spec.ports[0].port',
      'warning service/headless-without-statefulset web spec.clusterIP',
    ],
  },
  {
    what: 'what ExternalName cannot name',
    yaml: [
      service('a', 'type: ExternalName, externalName: 300.1.1.1'),
      service('b', 'type: ExternalName, externalName: "fd00::1"'),
      service('c', 'type: ExternalName, externalName: db.localhost'),
      service('d', 'type: ExternalName, externalName: web.backend.svc'),
      service('e', 'type: ExternalName, externalName: gone.backend.svc.cluster.local'),
      service('f', 'type: ExternalName, externalName: g.backend.svc.cluster.local'),
      service('g', 'type: ExternalName, externalName: f.backend.svc.cluster.local.'),
      service('h', 'type: ExternalName, externalName: elsewhere.other.svc.cluster.local'),
      service('i', 'type: ExternalName, externalName: db.example.org.'),
      service('j', 'type: ExternalName, externalName: myexample.com'),
      service('k', 'type: ExternalName, externalName: a.backend'),
      service('l', 'type: ExternalName, externalName: a'),
      service('m', 'type: ExternalName, externalName: a.corp'),
      service(
        'q',
        'type: ExternalName, externalName: kubernetes.default.svc.cluster.local',
      ).replace('namespace: backend', 'namespace: default'),
    ],
    found: [
      'error service/external-name-address a spec.externalName',
      'error service/external-name-address b spec.externalName',
      'error service/external-name-local c spec.externalName',
      'error service/external-name-local d spec.externalName',
      'error service/external-name-local e spec.externalName',
      'error service/external-name-local f spec.externalName',
      'error service/external-name-local g spec.externalName',
      'error service/external-name-local h spec.externalName',
      'error service/external-name-local k spec.externalName',
      'error service/external-name-local l spec.externalName',
      'error service/external-name-local q spec.externalName',
      'error service/external-name-placeholder i spec.externalName',
    ],
  },
  {
    what: 'Services without selector: a slice, an empty slice, Endpoints, another cluster, kubelets',
    yaml: [
      service('a', 'ports: [{name: https, port: 443}]'),
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a-1, namespace: backend, labels: {kubernetes.io/service-name: a}}\naddressType: IPv4\nports: [{name: https, port: 443}]\nendpoints: [{addresses: [192.0.2.1]}]\n',
      service('b', 'ports: [{name: https, port: 443}]'),
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: b-1, namespace: backend, labels: {kubernetes.io/service-name: b}}\naddressType: IPv4\nports: [{name: https, port: 443}]\nendpoints: []\n',
      service('c', 'ports: [{name: https, port: 443}]'),
      'apiVersion: v1\nkind: Endpoints\nmetadata: {name: c, namespace: backend}\n',
      service(
        'd',
        'ports: [{name: https, port: 443}]',
        ', labels: {multicluster.kubernetes.io/service-name: d}',
      ),
      service(
        'e',
        'clusterIP: None, ports: [{name: https, port: 10250}]',
        ', labels: {k8s-app: kubelet}',
      ),
    ],
    found: ['error service/no-endpoints b spec.selector', 'warning api/warning c'],
  },
  {
    what: 'slices: a port without name, a wrong protocol, a port that is left out, no label',
    yaml: [
      service('a', 'ports: [{name: https, port: 443}]'),
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a-1, namespace: backend, labels: {kubernetes.io/service-name: a}}\naddressType: IPv4\nports: [{port: 443}]\nendpoints: [{addresses: [192.0.2.1]}]\n',
      service('b', 'ports: [{name: dns, port: 53, protocol: UDP}]'),
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: b-1, namespace: backend, labels: {kubernetes.io/service-name: b}}\naddressType: IPv4\nports: [{name: dns, port: 53}]\nendpoints: [{addresses: [192.0.2.1]}]\n',
      service('c', 'ports: [{name: x, port: 1}, {name: z, port: 2}]'),
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: c-1, namespace: backend, labels: {kubernetes.io/service-name: c}}\naddressType: IPv4\nports: [{name: x, port: 1}]\nendpoints: [{addresses: [192.0.2.1]}]\n',
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: d-1, namespace: backend}\naddressType: IPv4\nports: [{name: x, port: 1}]\nendpoints: [{addresses: [192.0.2.1]}]\n',
    ],
    found: [
      'error endpoint-slice/orphan d-1 metadata.labels',
      'error endpoint-slice/port-mismatch a-1 ports[0].port',
      'error endpoint-slice/port-mismatch b-1 ports[0].name',
      'error endpoint-slice/port-mismatch c-1 ports',
    ],
  },
  {
    what: 'the address of a Service is no endpoint: one that is written, and one of the range',
    yaml: [
      service('a', `clusterIP: 10.43.0.9, ${select}, ${toHttp}`),
      server,
      service('b', 'ports: [{name: x, port: 1}]'),
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: b-1, namespace: backend, labels: {kubernetes.io/service-name: b}}\naddressType: IPv4\nports: [{name: x, port: 1}]\nendpoints: [{addresses: [10.43.0.9]}, {addresses: [10.43.7.7]}, {addresses: [10.44.0.1]}]\n',
    ],
    environment: { serviceCIDRs: ['10.43.0.0/16'] },
    found: [
      'error endpoint-slice/address b-1 endpoints[0].addresses[0]',
      'error endpoint-slice/address b-1 endpoints[1].addresses[0]',
      'warning service/cluster-ip-fixed a spec.clusterIP',
    ],
  },
  {
    what: 'load balancers on k3s: an internal one, a class of AWS, a foreign class, a port that two ask for, MetalLB',
    yaml: [
      service('a', `${lb}, ${select}, ports: [{name: http, port: 81, targetPort: http}]`, internal),
      service(
        'b',
        `${lb}, loadBalancerClass: service.k8s.aws/nlb, ${select}, ports: [{name: http, port: 82, targetPort: http}]`,
        internal,
      ),
      service(
        'c',
        `${lb}, loadBalancerClass: tailscale, ${select}, ports: [{name: http, port: 81, targetPort: http}]`,
      ),
      service('d', `${lb}, ${select}, ports: [{name: http, port: 83, targetPort: http}]`),
      service('e', `${lb}, ${select}, ports: [{name: http, port: 83, targetPort: http}]`),
      service(
        'f',
        `${lb}, ${select}, ports: [{name: http, port: 84, targetPort: http}]`,
        ', annotations: {metallb.io/address-pool: a}',
      ),
      server,
    ],
    environment: { distribution: 'k3s', nodes },
    found: [
      `error service/load-balancer-provider a metadata.annotations[${AWS}scheme]`,
      'error service/load-balancer-provider b spec.loadBalancerClass',
      'error service/load-balancer-provider d spec.ports',
      'error service/load-balancer-provider e spec.ports',
    ],
  },
  {
    what: 'load balancers on EKS: internal for Azure, tuned for Azure, contradictory, and of a wrong type',
    yaml: [
      service(
        'a',
        `${lb}, ${select}, ${toHttp}`,
        ', annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: "true"}',
      ),
      service(
        'b',
        `${lb}, ${select}, ${toHttp}`,
        ', annotations: {service.beta.kubernetes.io/azure-dns-label-name: web}',
      ),
      service(
        'c',
        `${lb}, ${select}, ${toHttp}`,
        `, annotations: {${AWS}scheme: internet-facing, ${AWS}internal: "true", ${AWS}nlb-target-type: pod}`,
      ),
      service('d', `${select}, ${toHttp}`, `, annotations: {${AWS}scheme: internal}`),
      service(
        'e',
        `${lb}, loadBalancerClass: service.k8s.aws/nlb, ${select}, ${toHttp}`,
        `, annotations: {${AWS}type: external}`,
      ),
      server,
    ],
    environment: { distribution: 'eks', nodes },
    found: [
      'error service/load-balancer-provider a metadata.annotations[service.beta.kubernetes.io/azure-load-balancer-internal]',
      'warning service/load-balancer-annotation b metadata.annotations[service.beta.kubernetes.io/azure-dns-label-name]',
      `warning service/load-balancer-annotation c metadata.annotations[${AWS}internal]`,
      `warning service/load-balancer-annotation c metadata.annotations[${AWS}nlb-target-type]`,
      `warning service/load-balancer-annotation d metadata.annotations[${AWS}scheme]`,
      `warning service/load-balancer-annotation e metadata.annotations[${AWS}type]`,
    ],
  },
  {
    what: 'nothing is said of providers where the distribution is not known',
    yaml: [
      service('a', `${lb}, ${select}, ${toHttp}`, internal),
      service(
        'b',
        `type: LoadBalancer, ${select}, ports: [{name: http, port: 81, targetPort: http}]`,
        `, annotations: {${AWS}security-groups: sg-1}`,
      ),
      server,
    ],
    found: [],
  },
  {
    what: 'affinity: replaced addresses on k3s, kept ones, and past kube-proxy on EKS',
    yaml: [
      service(
        'a',
        `${lb}, sessionAffinity: ClientIP, ${select}, ports: [{name: http, port: 81, targetPort: http}]`,
      ),
      service(
        'b',
        `${lb}, sessionAffinity: ClientIP, externalTrafficPolicy: Local, ${select}, ports: [{name: http, port: 82, targetPort: http}]`,
      ),
      service('c', `sessionAffinity: ClientIP, ${select}, ${toHttp}`),
      workload('web', container(http), { kind: 'DaemonSet' }),
    ],
    environment: { distribution: 'k3s', nodes },
    found: ['warning service/affinity-ineffective a spec.sessionAffinity'],
  },
  {
    what: 'TLS with an alias: a scheme, a port, a connection string; not with plain HTTP and not with the host itself',
    yaml: [
      service('db', 'type: ExternalName, externalName: db.corp.internal'),
      ...[
        'rediss://db:6380/0',
        'db.backend:443',
        'postgres://u@db.backend.svc.cluster.local/x?sslmode=verify-full',
        'http://db',
        'postgres://u@db/x?sslmode=disable',
        'https://db.corp.internal',
      ].map((url, index) =>
        workload(`w${index}`, container(http, `env: [{name: X_URL, value: "${url}"}], `)),
      ),
    ],
    found: [0, 1, 2].map(
      (index) =>
        `warning service/external-name-tls w${index} spec.template.spec.containers[0].env[0].value`,
    ),
  },
  {
    what: 'variables of links: a known image, one that is set, from a ConfigMap, from a Secret, links off, a headless Service',
    yaml: [
      service('kafka', `${select}, ports: [{name: k, port: 9092, targetPort: http}]`),
      service('solr', 'clusterIP: None, selector: {app: w5}, ports: [{name: http, port: 8080}]'),
      server,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: backend}\ndata: {KAFKA_PORT: "9092"}\n',
      ...[
        kafka(''),
        kafka('env: [{name: KAFKA_PORT, value: "1"}], '),
        kafka('envFrom: [{configMapRef: {name: c}}], '),
        kafka('envFrom: [{secretRef: {name: s}}], '),
        `enableServiceLinks: false, ${kafka('')}`,
        'containers: [{name: a, image: registry.example.com/solr:9}]',
        container(http, 'args: ["--port=$(KAFKA_PORT)"], '),
        container(http, 'env: [{name: KAFKA_HOST, value: kafka}], '),
        container(
          http,
          'env: [{name: KAFKA_HOST, value: kafka}, {name: KAFKA_PORT, value: "1"}], ',
        ),
        container(http, 'args: ["--port=${KAFKA_PORT##*:}", "$(KAFKA_SERVICE_PORT)"], '),
      ].map((pod, index) => workload(`w${index}`, pod)),
    ],
    found: [
      'warning service/headless-without-statefulset solr spec.clusterIP',
      'warning service/link-env-collision w0 spec.template.spec.containers[0].image',
      'warning service/link-env-collision w6 spec.template.spec.containers[0].args[0]',
      'warning service/link-env-collision w7 spec.template.spec.containers[0].env[0].name',
    ],
  },
  {
    what: 'labels that change with a release, and versions by which canaries are told apart',
    yaml: [
      service('a', `selector: {app: web, version: v1}, ${toHttp}`),
      service('b', `selector: {app: web, version: 1.2.3}, ${toHttp}`),
      service('c', `selector: {app: web, pod-template-hash: 6d4f}, ${toHttp}`),
      service('d', `selector: {app: web, helm.sh/chart: web-1.2.3}, ${toHttp}`),
      workload('v1', container(http), { labels: 'app: web, version: v1' }),
      workload('v2', container(http), {
        labels: 'app: web, version: 1.2.3, helm.sh/chart: web-1.2.3',
      }),
    ],
    found: [
      'warning service/selector-shared d spec.selector',
      'warning service/selector-unstable b spec.selector[version]',
      'warning service/selector-unstable c spec.selector[pod-template-hash]',
      'warning service/selector-unstable d spec.selector[helm.sh/chart]',
    ],
  },
  {
    what: 'several workloads: versions of one thing are meant, a Job beside a server is not',
    yaml: [
      service('a', `${select}, ${toHttp}`),
      workload('v1', container(http), { labels: 'app: web, track: stable' }),
      workload('v2', container(http), { labels: 'app: web, track: canary' }),
      service('b', 'selector: {app: job}, ports: [{name: http, port: 80, targetPort: 8080}]'),
      workload('job', container(http), { labels: 'app: job' }),
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: nightly, namespace: backend}\nspec: {schedule: "@daily", jobTemplate: {spec: {template: {metadata: {labels: {app: job}}, spec: {restartPolicy: Never, containers: [{name: a, image: registry.example.com/a:1.0.0}]}}}}}\n',
    ],
    found: [
      'caution service/target-port-unnamed b spec.ports[0].targetPort',
      'warning service/selector-matches-many b spec.selector',
    ],
  },
  {
    what: 'traffic policies Local: DaemonSets on all nodes, on some, and Deployments',
    yaml: [
      service('a', `internalTrafficPolicy: Local, ${select}, ${toHttp}`),
      service(
        'b',
        'internalTrafficPolicy: Local, type: NodePort, externalTrafficPolicy: Local, selector: {app: two}, ports: [{name: http, port: 80, targetPort: http}]',
      ),
      workload('web', container(http), { kind: 'DaemonSet' }),
      workload('two', container(http), { spec: 'replicas: 2, ' }),
    ],
    environment: { nodes },
    found: [
      'warning service/external-local b spec.externalTrafficPolicy',
      'warning service/internal-local b spec.internalTrafficPolicy',
      'warning service/node-port b spec.type',
    ],
  },
  {
    what: 'gRPC: one replica, several, and clients that balance themselves',
    yaml: [
      service('one', 'selector: {app: one}, ports: [{name: grpc, port: 9000}]'),
      service(
        'many',
        'selector: {app: many}, ports: [{name: rpc, port: 9000, appProtocol: kubernetes.io/h2c}]',
      ),
      service('looked', 'selector: {app: looked}, ports: [{name: grpc, port: 9000}]'),
      service(
        'looked-headless',
        'clusterIP: None, selector: {app: looked}, ports: [{name: grpc, port: 9000}]',
      ),
      ...['one', 'many', 'looked'].map((name) =>
        workload(name, container('{containerPort: 9000}'), {
          spec: `replicas: ${name === 'one' ? 1 : 3}, `,
        }),
      ),
    ],
    found: [
      'caution service/long-lived-connections many spec.ports[0]',
      'caution service/target-port-unnamed looked spec.ports[0].targetPort',
      'caution service/target-port-unnamed looked-headless spec.ports[0].targetPort',
      'caution service/target-port-unnamed many spec.ports[0].targetPort',
      'caution service/target-port-unnamed one spec.ports[0].targetPort',
    ],
  },
  {
    what: 'what is deprecated or ignored is said once, in place of what the API server warns of',
    yaml: [
      service(
        'a',
        `externalIPs: [192.0.2.1], trafficDistribution: PreferClose, ${select}, ${toHttp}`,
      ),
      service(
        'b',
        `clusterIP: None, sessionAffinity: ClientIP, selector: {app: web}, ports: [{name: http, port: 8080, targetPort: http}]`,
      ),
      service(
        'c',
        `sessionAffinity: ClientIP, loadBalancerIP: 192.0.2.1, ${select}, ${toHttp}`,
        ', annotations: {service.kubernetes.io/topology-mode: Disabled}',
      ),
      service(
        'd',
        `${lb}, ${select}, ports: [{name: http, port: 80, targetPort: http, nodePort: 30080}]`,
      ),
      server,
    ],
    found: [
      'warning service/external-ips a spec.externalIPs',
      'warning service/headless-affinity b spec.sessionAffinity',
      'warning service/load-balancer-ip c spec.loadBalancerIP',
      'warning service/node-port d spec.ports[0].nodePort',
      'warning service/prefer-close a spec.trafficDistribution',
    ],
  },
  {
    what: 'what was copied from a cluster has addresses and slices of controllers',
    yaml: [
      service(
        'web',
        `clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7], ${select}, ${toHttp}`,
        ', uid: 5f1f3c1e-0000-4000-8000-000000000000',
      ),
      server,
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: web-x, namespace: backend, uid: 5f1f3c1e-0000-4000-8000-000000000001, labels: {kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}}\naddressType: IPv4\nports: [{name: http, port: 8080}]\nendpoints: [{addresses: [10.244.0.7]}]\n',
    ],
    found: [],
  },
  {
    what: 'hostile names and lists end in an answer',
    yaml: [
      service(
        'constructor',
        'selector: {__proto__: a, constructor: b}, ports: [{name: toString, port: 80, targetPort: __proto__}]',
      ),
      service('x', 'type: ExternalName, externalName: x.backend.svc.cluster.local'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: y, namespace: backend}\nspec: [1, 2]\n',
      'apiVersion: v1\nkind: Endpoints\nmetadata: {name: z, namespace: backend}\nsubsets: {a: 1}\n',
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: 7\nendpoints: 8\nports: 9\n',
      server,
    ],
    found: [
      'error api/field-value-invalid constructor spec.ports[0].name',
      'error api/field-value-invalid constructor spec.ports[0].targetPort',
      'error api/field-value-invalid constructor spec.selector',
      'error service/external-name-local x spec.externalName',
      'error service/selector-matches-nothing constructor spec.selector',
      'warning api/warning z',
    ],
  },
];

for (const { what, yaml, environment, found } of cases) {
  test(what, (t) => {
    t.deepEqual(check(yaml.join('---\n'), environment), found);
  });
}
