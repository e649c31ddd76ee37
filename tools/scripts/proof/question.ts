import type { YamlValue } from '../src/yaml-document.ts';

/** What is asked of the model and of the cluster in the same words, so that the answers can be compared. */
export type Question =
  /** Whether the API server takes the object as it is rendered. */
  | { readonly ask: 'accept'; readonly object: ObjectName }
  /** How a new TCP connection from a pod of the workload ends. */
  | { readonly ask: 'connect'; readonly from: string; readonly to: Destination }
  /** What a pod of the workload gets for a name. */
  | { readonly ask: 'lookup'; readonly from: string; readonly name: string }
  /** How many pods answer many connections. */
  | { readonly ask: 'spread'; readonly from: string; readonly to: Address }
  /** How many ready endpoints the port of a Service has in its EndpointSlices. */
  | { readonly ask: 'endpoints'; readonly service: string; readonly port: string }
  /** Whether new pods of the workload become ready. */
  | { readonly ask: 'rollout'; readonly workload: string }
  /** Whether CoreDNS starts with its configuration. */
  | { readonly ask: 'coredns' }
  /** How many Services a ServiceMonitor selects, and how many endpoints have the port that it asks for. */
  | { readonly ask: 'scrape'; readonly monitor: string }
  /** Whether connections are lost while a pod is deleted. */
  | {
      readonly ask: 'losses';
      readonly workload: string;
      readonly from: string;
      readonly to: Address;
    }
  /** Whether a pod of the workload may be evicted, as when a node is drained. */
  | { readonly ask: 'evict'; readonly workload: string };

/** `kind`, namespace ('' for none) and name. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** An address, or the variable of the workload that holds it. */
export type Destination = Address | { readonly variable: string };

const READERS: Readonly<Record<Question['ask'], (value: YamlValue) => Question>> = {
  accept: (value) => ({ ask: 'accept', object: readObjectName(value, 'object') }),
  connect: (value) => ({ ask: 'connect', from: textOf(value, 'from'), to: readDestination(value) }),
  lookup: (value) => ({
    ask: 'lookup',
    from: textOf(value, 'from'),
    name: textOf(value, 'name'),
  }),
  spread: (value) => ({
    ask: 'spread',
    from: textOf(value, 'from'),
    to: readAddress(value, 'to'),
  }),
  endpoints: (value) => ({
    ask: 'endpoints',
    service: textOf(value, 'service'),
    port: textOf(value, 'port'),
  }),
  rollout: (value) => ({ ask: 'rollout', workload: textOf(value, 'workload') }),
  coredns: () => ({ ask: 'coredns' }),
  scrape: (value) => ({ ask: 'scrape', monitor: textOf(value, 'monitor') }),
  losses: (value) => ({
    ask: 'losses',
    workload: textOf(value, 'workload'),
    from: textOf(value, 'from'),
    to: readAddress(value, 'to'),
  }),
  evict: (value) => ({ ask: 'evict', workload: textOf(value, 'workload') }),
};

const KINDS = Object.keys(READERS) as readonly Question['ask'][];

/** Reads a question of a fault's file; other fields of the entry are not looked at. */
export function readQuestion(value: YamlValue): Question {
  const ask = value.field('ask')?.oneOf(KINDS);
  if (ask === undefined) throw value.wrong('ask is missing', `write one of ${KINDS.join(', ')}`);
  return READERS[ask](value);
}

/** A question in a few words. */
export function describeQuestion(question: Question): string {
  switch (question.ask) {
    case 'accept': {
      const { kind, namespace, name } = question.object;
      return `apply ${[kind, namespace, name].filter(Boolean).join('/')}`;
    }
    case 'connect':
      return `${question.from} -> ${describeDestination(question.to)}`;
    case 'lookup':
      return `${question.from} looks up ${question.name}`;
    case 'spread':
      return `many connections ${question.from} -> ${describeDestination(question.to)}`;
    case 'endpoints':
      return `endpoints of ${question.service} ${question.port}`;
    case 'rollout':
      return `rollout of ${question.workload}`;
    case 'coredns':
      return 'a CoreDNS that starts now';
    case 'scrape':
      return `targets of ServiceMonitor/${question.monitor}`;
    case 'losses':
      return `${question.from} -> ${describeDestination(question.to)} while a pod is deleted`;
    case 'evict':
      return `eviction of a pod of ${question.workload}`;
  }
}

function describeDestination(to: Destination): string {
  return 'variable' in to ? `the address in ${to.variable}` : `${to.host}:${to.port}`;
}

function readDestination(value: YamlValue): Destination {
  const variable = value.field('variable')?.text();
  return variable === undefined ? readAddress(value, 'to') : { variable };
}

function readAddress(value: YamlValue, key: string): Address {
  const text = textOf(value, key);
  const address = parseAddress(text);
  if (address) return address;
  throw value.wrong(`${key} is ${text}`, 'write it like go-server.backend.svc:9000');
}

/** `go-server:9000`, `tcp://go-server:9000`, `http://go-server/path`; undefined where there is no port to be known. */
export function parseAddress(text: string): Address | undefined {
  const [, scheme = '', host, port] =
    /^(?:([a-z]+):\/\/)?([^/:]+)(?::(\d+))?(?:\/.*)?$/.exec(text) ?? [];
  const number = port === undefined ? PORTS.get(scheme) : Number(port);
  return host === undefined || number === undefined ? undefined : { host, port: number };
}

const PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
]);

function readObjectName(value: YamlValue, key: string): ObjectName {
  const [kind = '', namespace = '', name = '', ...rest] = textOf(value, key).split('/');
  if (name !== '' && rest.length === 0) return { kind, namespace, name };
  throw value.wrong(`${key} names no object`, 'write it like Service/backend/go-server');
}

function textOf(value: YamlValue, key: string): string {
  const found = value.field(key);
  if (found) return found.text();
  throw value.wrong(`${key} is missing`, `write ${key}`);
}
