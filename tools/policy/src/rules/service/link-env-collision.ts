import { object, objects, text, textMap, texts } from '@fingerpost/apiserver';
import type { Service, StoredObject, Workload } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import { podSpecField } from '../../facts/pod-spec-field.ts';
import { workloadsByNamespace } from '../../facts/workloads-by-namespace.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const linkEnvCollision: Rule = {
  id: 'service/link-env-collision',
  severity: 'warning',
  scope: 'namespace',
  title: 'A Service name makes a variable that a program reads',
  why: 'Every pod gets variables of the Services of its namespace, in the manner of Docker links: a Service named redis sets `REDIS_PORT=tcp://10.43.0.7:6379`. A program that takes REDIS_PORT for a number does not start, or only where the Service was there before the pod.',
  fix: 'set enableServiceLinks: false in the pod, or set the variable yourself, or rename the Service',
  silent:
    'Where the pod sets the variable itself, or has enableServiceLinks: false. What a program reads is known where its command, arguments or variables name it, and of some widespread images; of one that is told REDIS_HOST it is likely that it reads REDIS_PORT.',
  source:
    'https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables',
  check: findCollisions,
};

/** Programs that take a variable of this name for a setting of theirs. */
const READ_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ['cp-kafka', ['KAFKA_PORT']],
  ['cp-kafka-connect', ['CONNECT_PORT']],
  ['cp-kafka-rest', ['KAFKA_REST_PORT']],
  ['cp-ksqldb-server', ['KSQL_PORT']],
  ['cp-schema-registry', ['SCHEMA_REGISTRY_PORT']],
  ['ghost', ['GHOST_PORT']],
  ['kafka', ['KAFKA_PORT']],
  ['n8n', ['N8N_PORT']],
  ['podinfo', ['PODINFO_PORT']],
  ['redis-commander', ['REDIS_PORT']],
  ['solr', ['SOLR_PORT']],
  ['spark', ['SPARK_MASTER_PORT', 'SPARK_WORKER_PORT']],
]);

/** A name that a program reads, and where that is seen. */
interface Reading {
  readonly variable: string;
  readonly field: string;
  /** False where it is only likely. */
  readonly isCertain?: boolean;
}

function* findCollisions(input: RuleInput): Generator<Problem> {
  const workloads = input.shared(workloadsByNamespace);
  const services = Map.groupBy(input.model.services, ({ namespace }) => namespace);
  for (const [namespace, own] of workloads) {
    const made = variablesOf(services.get(namespace) ?? []);
    if (made.size === 0) continue;
    for (const workload of own) {
      const { stored, spec } = workload;
      if (!input.isChecked(stored) || spec['enableServiceLinks'] === false) continue;
      for (const { variable, field, isCertain = true } of readingsOf(workload, input)) {
        const service = made.get(variable);
        if (!service) continue;
        yield {
          on: stored,
          field,
          message: `${stored.kind} ${stored.name} ${isCertain ? 'reads' : 'is told the host by a variable, and probably reads'} ${variable}, which Service ${service.name} sets to tcp://<address>:${service.ports[0]?.port ?? 0} in all pods of ${namespace}`,
          related: [
            { on: service.stored, field: 'metadata.name', message: `Service ${service.name}` },
          ],
          fix: `set enableServiceLinks: false in the pod, or ${variable} itself`,
        };
      }
    }
  }
}

/** What collides of the variables that `envvars.FromServices` makes: `<NAME>_PORT`. Headless Services make none. */
function variablesOf(services: readonly Service[]): ReadonlyMap<string, Service> {
  return new Map(
    services
      .filter(({ addressing, ports }) => addressing === 'cluster-ip' && ports.length > 0)
      .map((service) => [`${service.name.replaceAll('-', '_').toUpperCase()}_PORT`, service]),
  );
}

function* readingsOf({ stored, namespace, spec }: Workload, input: RuleInput): Generator<Reading> {
  const base = podSpecField({ stored });
  for (const list of ['initContainers', 'containers']) {
    for (const [index, container] of objects(spec, list).entries()) {
      const set = setVariables(container, namespace, input);
      if (!set) continue;
      const seen = new Set<string>();
      for (const reading of readIn(container, `${base}.${list}[${index}]`)) {
        if (set.has(reading.variable) || seen.has(reading.variable)) continue;
        seen.add(reading.variable);
        yield reading;
      }
    }
  }
}

function* readIn(container: JsonObject, field: string): Generator<Reading> {
  const words = [...texts(container, 'command'), ...texts(container, 'args')].join('\n');
  const image = text(container, 'image');
  const program = image.slice(image.lastIndexOf('/') + 1).split(/[:@]/, 1)[0] ?? '';
  for (const variable of READ_BY.get(program) ?? []) yield { variable, field: `${field}.image` };
  for (const key of ['command', 'args']) {
    for (const [index, value] of texts(container, key).entries()) {
      yield* namesIn(value, `${field}.${key}[${index}]`);
    }
  }
  for (const [index, variable] of objects(container, 'env').entries()) {
    yield* namesIn(text(variable, 'value'), `${field}.env[${index}].value`);
    // Who is told the host by a variable takes the port from the one beside it, unless a script puts them together.
    const [, prefix] = /^(.+)_HOST(?:NAME)?$/.exec(text(variable, 'name')) ?? [];
    if (prefix !== undefined && !words.includes(`${prefix}_HOST`))
      yield { variable: `${prefix}_PORT`, field: `${field}.env[${index}].name`, isCertain: false };
  }
}

/** `$(REDIS_PORT)`, `${REDIS_PORT}`, `$REDIS_PORT`; what is parsed as an address, as in `${REDIS_PORT#tcp://}`, is meant. */
function* namesIn(told: string, field: string): Generator<Reading> {
  for (const [, variable = ''] of told.matchAll(/\$[({]?([A-Z][A-Z0-9_]*_PORT)(?![A-Z0-9_#%])/g)) {
    yield { variable, field };
  }
}

/** What the container sets itself; undefined where a Secret or an unknown ConfigMap may set anything. */
function setVariables(
  container: JsonObject,
  namespace: string,
  { model }: RuleInput,
): ReadonlySet<string> | undefined {
  const set = new Set(objects(container, 'env').map((variable) => text(variable, 'name')));
  for (const source of objects(container, 'envFrom')) {
    const name = text(object(source, 'configMapRef'), 'name');
    const map: StoredObject | undefined = model.store.get('', 'ConfigMap', namespace, name);
    if (name === '' || !map) return undefined;
    for (const [key] of textMap(map.object, 'data')) set.add(`${text(source, 'prefix')}${key}`);
  }
  return set;
}
