import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import test from 'ava';
import { build, createBuildCache, diskFileSystem, toJsonValue } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

/** The manifests of this repository, rendered: valid for a real API server, and true to the rules of the house. */

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const fileSystem = diskFileSystem();
const cache = createBuildCache();

interface Rendered {
  readonly overlay: string;
  readonly resource: Resource;
  readonly object: KubernetesObject;
}

/** As much of an object as the tests below look at. */
interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
  };
  readonly spec?: Spec;
}
type Labels = Readonly<Record<string, string>>;
interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: object;
}
interface PolicyPort {
  readonly protocol?: string;
  readonly port?: string | number;
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly PolicyPort[];
}
interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
}
interface Spec {
  readonly type?: string;
  readonly selector?: Labels;
  readonly ports?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly targetPort?: string | number;
  }[];
  readonly template?: {
    readonly metadata?: { readonly labels?: Labels };
    readonly spec?: {
      readonly containers: readonly { readonly ports?: readonly ContainerPort[] }[];
    };
  };
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

function render(environment: string): Rendered[] {
  return globSync(`overlays/${environment}/*/kustomization.yaml`, { cwd: repository }).flatMap(
    (file) => {
      const overlay = path.dirname(file);
      return build(path.join(repository, overlay), {
        fileSystem,
        cache,
        strict: true,
      }).resources.map((resource) => ({
        overlay,
        resource,
        object: toJsonValue(resource.node) as object as KubernetesObject,
      }));
    },
  );
}

const environments = { dev: render('dev'), prod: render('prod') };

/** The definitions, closed: an object with named fields has no others. */
function closedSchema(): Record<string, object> {
  const file = path.join(import.meta.dirname, 'kubernetes', 'schema-1.36.json');
  const definitions = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    { properties?: object }
  >;
  const closed = Object.entries(definitions).map(
    ([name, definition]) =>
      [
        name,
        definition.properties ? { ...definition, additionalProperties: false } : definition,
      ] as const,
  );
  return Object.fromEntries(closed);
}

/** The name of a kind's definition: `io.k8s.api.apps.v1.Deployment`. */
function definitionOf({ apiVersion, kind }: KubernetesObject): string {
  const [group = '', version = ''] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['core', apiVersion];
  return `io.k8s.api.${group.split('.')[0]}.${version}.${kind}`;
}

test('every rendered object of a core kind is valid for Kubernetes 1.36', (t) => {
  const definitions = closedSchema();
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const validators = new Map<string, ValidateFunction>();
  const without = new Set<string>();
  let checked = 0;
  for (const { overlay, object } of Object.values(environments).flat()) {
    const name = definitionOf(object);
    if (!definitions[name]) {
      t.regex(object.apiVersion, /\.[a-z]+\/v/, `${object.kind} of ${overlay} has no schema`);
      without.add(`${object.apiVersion} ${object.kind}`);
      continue;
    }
    const validate =
      validators.get(name) ?? ajv.compile({ $ref: `#/definitions/${name}`, definitions });
    validators.set(name, validate);
    checked++;
    t.true(
      validate(object),
      `${overlay} ${object.kind} ${object.metadata.name}: ${ajv.errorsText(validate.errors)}`,
    );
  }
  t.true(checked > 100, `only ${checked} objects were checked`);
  t.log(
    `${checked} objects checked; custom resources, which are not: ${[...without].toSorted().join(', ')}`,
  );
});

function matches(selector: Selector | undefined, labels: Labels = {}): boolean {
  if (!selector) return false;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator === 'In') return values.includes(labels[key] ?? '');
      if (operator === 'NotIn') return !values.includes(labels[key] ?? '');
      return operator === 'Exists' ? key in labels : !(key in labels);
    })
  );
}

interface Workload {
  readonly id: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly ContainerPort[];
}

function workloadsOf(rendered: readonly Rendered[]): Workload[] {
  return rendered.flatMap(({ object: { kind, metadata, spec } }) => {
    if (!['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)) return [];
    const { namespace = '' } = metadata;
    return [
      {
        id: `${namespace}/${metadata.name}`,
        namespace,
        labels: spec?.template?.metadata?.labels ?? {},
        ports: spec?.template?.spec?.containers.flatMap(({ ports = [] }) => ports) ?? [],
      },
    ];
  });
}

for (const [environment, rendered] of Object.entries(environments)) {
  const workloads = workloadsOf(rendered);

  test(`${environment}: every Service selects pods that have its ports by name`, (t) => {
    const services = rendered.filter(({ object }) => object.kind === 'Service');
    t.true(services.length >= 9);
    for (const { object } of services) {
      const { metadata, spec } = object;
      if (!spec?.selector) continue;
      const pods = workloads.filter(
        ({ namespace, labels }) =>
          namespace === metadata.namespace && matches({ matchLabels: spec.selector ?? {} }, labels),
      );
      t.is(pods.length, 1, `${metadata.name} selects ${pods.length} workloads`);
      for (const { name, targetPort } of spec.ports ?? []) {
        t.truthy(name, `a port of ${metadata.name} has no name`);
        t.true(
          pods[0]?.ports.some((port) => port.name === targetPort),
          `${metadata.name}: no container port ${targetPort}`,
        );
      }
    }
  });

  test(`${environment}: no name or selector of a pattern is left`, (t) => {
    for (const { overlay, object } of rendered) {
      t.notRegex(object.metadata.name, /^app(-|$)/, overlay);
      t.notRegex(JSON.stringify(object), /"app\.kubernetes\.io\/name":"app"/, overlay);
    }
  });

  test(`${environment}: every edge between our pods is allowed on both sides`, (t) => {
    const policies = rendered.filter(({ object }) => object.kind === 'NetworkPolicy');
    const namespaces = new Map(
      rendered
        .filter(({ object }) => object.kind === 'Namespace')
        .map(({ object: { metadata } }) => [
          metadata.name,
          { 'kubernetes.io/metadata.name': metadata.name, ...metadata.labels },
        ]),
    );
    /** `source -> target TCP 8080`, as one direction of the policies allows it. */
    const edges = (direction: 'ingress' | 'egress'): Set<string> => {
      const found = new Set<string>();
      for (const { object } of policies) {
        const selected = workloads.filter(
          ({ namespace, labels }) =>
            namespace === object.metadata.namespace && matches(object.spec?.podSelector, labels),
        );
        for (const rule of object.spec?.[direction] ?? []) {
          const peers = (direction === 'ingress' ? rule.from : rule.to) ?? [];
          const others = workloads.filter(({ namespace, labels }) =>
            peers.some(
              (peer) =>
                !peer.ipBlock &&
                (peer.namespaceSelector
                  ? matches(peer.namespaceSelector, namespaces.get(namespace))
                  : namespace === object.metadata.namespace) &&
                (!peer.podSelector || matches(peer.podSelector, labels)),
            ),
          );
          for (const one of selected) {
            for (const other of others) {
              const [from, to] = direction === 'ingress' ? [other, one] : [one, other];
              for (const { port, protocol = 'TCP' } of rule.ports ?? []) {
                const number =
                  typeof port === 'number'
                    ? port
                    : to.ports.find(({ name }) => name === port)?.containerPort;
                t.truthy(number, `${object.metadata.name}: ${to.id} has no port ${port}`);
                found.add(`${from.id} -> ${to.id} ${protocol} ${number}`);
              }
            }
          }
        }
      }
      return found;
    };
    const ingress = edges('ingress');
    t.true(ingress.size > 3);
    t.deepEqual([...ingress].toSorted(), [...edges('egress')].toSorted());
  });
}
