/** A name as one of a Service, of an endpoint or a port of it. */
export interface NameReading {
  /** The labels before the Service: '' for none, `event-log-0`, `_http._tcp`. */
  readonly prefix: string;
  readonly service: string;
  /** Undefined where the name should have one and has not. */
  readonly namespace: string | undefined;
}

/** What a name looks like to a cluster. */
export interface ReadName {
  /**
   * - `bare`: `go-server`, `go-server.backend`: a search path has to complete it.
   * - `svc`: it ends in `.svc`, with or without the domain of the cluster.
   * - `domain`: it is under the domain of the cluster, or one that looks so, in a form that no Service has.
   * - `outside`: a name of somebody else.
   */
  readonly form: 'bare' | 'domain' | 'outside' | 'svc';
  /** The likeliest first. */
  readonly readings: readonly NameReading[];
}

const USUAL_DOMAIN = ['cluster', 'local'];
const OUTSIDE: ReadName = { form: 'outside', readings: [] };
/** The last labels of names outside that namespaces may be called too. */
const TOP_LEVEL =
  /^(?:[a-z]{2}|app|arpa|biz|cloud|com|corp|dev|edu|example|gov|home|info|int|internal|invalid|intranet|lan|local|localdomain|localhost|mil|name|net|network|onion|online|org|private|pro|services?|site|store|systems|team|test|tools|xyz)$/;

/** What a name in a pod of `home` may mean. */
export function readName(host: string, home: string, clusterDomain: string): ReadName {
  const labels = host.toLowerCase().split('.');
  const domain = clusterDomain.toLowerCase().split('.');
  const isUnder = endsWith(labels, domain);
  const inner = isUnder ? labels.slice(0, -domain.length) : labels;
  const at = inner.lastIndexOf('svc');
  if (at > 0) {
    const tail = inner.slice(at + 1);
    const isShort = !isUnder && domain.slice(0, tail.length).join() === tail.join();
    const readings = readingsOf(inner.slice(0, at));
    if ((isUnder && tail.length === 0) || tail.length === 0) return { form: 'svc', readings };
    return isUnder || isShort || tail[0] === 'cluster' ? { form: 'domain', readings } : OUTSIDE;
  }
  if (isUnder || endsWith(labels, USUAL_DOMAIN)) {
    const rest = isUnder ? inner : labels.slice(0, -USUAL_DOMAIN.length);
    return { form: 'domain', readings: readingsOf(rest) };
  }
  return { form: 'bare', readings: bareReadings(labels, home) };
}

/** Whether a name of several labels is likelier one of the world than one of a namespace called so. */
export function isTopLevel(label: string): boolean {
  return TOP_LEVEL.test(label);
}

function endsWith(labels: readonly string[], end: readonly string[]): boolean {
  return labels.length >= end.length && labels.slice(-end.length).join('.') === end.join('.');
}

function readingsOf(labels: readonly string[]): NameReading[] {
  const last = labels.at(-1);
  if (last === undefined) return [];
  const service = labels.at(-2);
  if (service === undefined) return [{ prefix: '', service: last, namespace: undefined }];
  return [{ prefix: labels.slice(0, -2).join('.'), service, namespace: last }];
}

function bareReadings(labels: readonly string[], home: string): NameReading[] {
  const isPort = labels[0]?.startsWith('_') === true;
  const prefix = labels.slice(0, isPort ? 2 : 0);
  const [first = '', second, third, ...others] = labels.slice(prefix.length);
  const before = prefix.join('.');
  if (others.length > 0) return [];
  if (second === undefined) return [{ prefix: before, service: first, namespace: home }];
  if (third !== undefined) {
    return isPort ? [] : [{ prefix: first, service: second, namespace: third }];
  }
  const own: NameReading = { prefix: first, service: second, namespace: home };
  const direct = { prefix: before, service: first, namespace: second };
  return isPort ? [direct] : [direct, own];
}
