import { object, objects, text, texts } from '@fingerpost/apiserver';
import { hostnameOf, lookup, nearestNames, resolverOf } from '@fingerpost/discovery';
import type { Lookup, NearName, Resolver, Service, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { podMakers } from './pod-makers.ts';
import { isTopLevel, readName } from './read-name.ts';
import type { NameReading, ReadName } from './read-name.ts';
import { servicesByName } from './services-by-name.ts';

/** What a pod gets for a name. */
export type NameAnswer =
  /** A Service of the input, or one pod of it. */
  | { readonly kind: 'service'; readonly service: Service; readonly isPod: boolean }
  /** A Service that is there, without an endpoint of that name. */
  | { readonly kind: 'pod-missing'; readonly service: Service; readonly pod: string }
  /** No such Service in the namespace that it means; in others there is. */
  | {
      readonly kind: 'other-namespace';
      readonly reading: NameReading;
      readonly others: readonly Service[];
    }
  /** Nothing has the name. `near`: what has one like it. */
  | { readonly kind: 'nowhere'; readonly reading: NameReading; readonly near: NearName | undefined }
  /** The namespace is not among the files. */
  | { readonly kind: 'unknown-namespace'; readonly namespace: string }
  /** Somebody else's, or nothing to say. */
  | { readonly kind: 'outside' };

/** What of a workload decides which names its pods know. */
export type Asker = Pick<Workload, 'hostNetwork' | 'name' | 'namespace' | 'pods' | 'spec'>;

/** Answers for pods of a workload. */
export type AnswerName = (host: string, user: Asker) => NameAnswer;

const OUTSIDE: NameAnswer = { kind: 'outside' };
/** Comparisons of names, for the ones that are near: more would take too long. */
const MAX_COMPARISONS = 100_000;
const LOCAL =
  /(?:^|\.)localhost(?:\.localdomain)?$|^(?:ip6-|host\.)|^kubernetes\.docker\.internal$/i;

/** Looks names up as the pods of a workload do; each name is asked once for all pods that ask alike. */
export function nameAnswers(input: RuleInput): AnswerName {
  const answers = new Map<string, NameAnswer>();
  const resolvers = new Map<Asker, AskingPod>();
  const context = makeContext(input);
  return (host, user) => {
    const known = resolvers.get(user) ?? askingPod(user, input);
    resolvers.set(user, known);
    if (isOwnName(host, user, known, input)) return OUTSIDE;
    const key = `${known.key} ${host.toLowerCase()}`;
    const answer = answers.get(key) ?? answerOf(host, user, known.resolver, context);
    answers.set(key, answer);
    return answer;
  };
}

interface AskingPod {
  readonly resolver: Resolver;
  /** Pods with the same key get the same answers. */
  readonly key: string;
  readonly aliases: ReadonlySet<string>;
}

function askingPod(user: Asker, input: RuleInput): AskingPod {
  const clusterDns = input.shared(servicesByName).get('kube-system/kube-dns')?.clusterIPs ?? [];
  const resolver = resolverOf(user.pods[0] ?? user, input.model.environment, {
    ...(clusterDns.length > 0 && { clusterDns }),
  });
  const aliases = objects(user.spec, 'hostAliases').flatMap((alias) => texts(alias, 'hostnames'));
  return {
    resolver,
    key: `${user.namespace} ${JSON.stringify(resolver)}`,
    aliases: new Set(aliases.map((name) => name.toLowerCase())),
  };
}

/** A name that stands in /etc/hosts of the pod. */
function isOwnName(
  host: string,
  user: Asker,
  { aliases }: AskingPod,
  { model }: RuleInput,
): boolean {
  const name = host.toLowerCase();
  if (LOCAL.test(name) || aliases.has(name)) return true;
  const first = user.pods[0];
  if (first?.hostname !== name && !name.startsWith(user.name)) return false;
  return user.pods.some(
    (pod) => hostnameOf(pod, model.environment.clusterDomain).hostname === name,
  );
}

interface Context {
  readonly input: RuleInput;
  readonly services: ReadonlyMap<string, Service>;
  readonly byAddress: ReadonlyMap<string, Service>;
  /** Services by name alone. */
  readonly byName: ReadonlyMap<string, readonly Service[]>;
  readonly near: (host: string, namespace: string) => NearName | undefined;
}

function makeContext(input: RuleInput): Context {
  const { model } = input;
  const { clusterDomain } = model.environment;
  let left = MAX_COMPARISONS;
  return {
    input,
    services: input.shared(servicesByName),
    byAddress: new Map(
      model.services.flatMap((service) =>
        service.clusterIPs.map((address) => [address, service] as const),
      ),
    ),
    byName: Map.groupBy(model.services, ({ name }) => name),
    near: (host, namespace) => {
      left -= model.services.length;
      if (left < 0) return undefined;
      return nearestNames(host, model.names, { namespace, clusterDomain, limit: 1 })[0];
    },
  };
}

function answerOf(host: string, user: Asker, resolver: Resolver, context: Context): NameAnswer {
  const { model } = context.input;
  const { clusterDomain } = model.environment;
  // Who asks another server than the cluster's gets other answers.
  if (resolver.nameservers[0]?.ofCluster !== true) return OUTSIDE;
  const ask = (types: readonly string[]): Lookup =>
    lookup(host, resolver, model.nameServer.answer, { types });
  // Nearly all names have an address of the first family: the other one is asked for where they have none.
  const [type, ...others] = host.startsWith('_') ? ['SRV'] : ['A', 'AAAA'];
  const first = ask([type]);
  const found = first.outcome === 'found' || others.length === 0 ? first : ask([type, ...others]);
  if (found.outcome === 'found') return foundAnswer(found, context);
  const read = readName(host, user.namespace, clusterDomain);
  const isUnsure = found.attempts.some(
    ({ name, outcome }) => outcome === 'unknown' && name.endsWith(`.${clusterDomain}.`),
  );
  return isUnsure ? OUTSIDE : missingAnswer(host, user, read, context);
}

/** The Service whose address it is, or under whose name the answer stands. */
function foundAnswer({ answers }: Lookup, { input, services, byAddress }: Context): NameAnswer {
  const zone = `.svc.${input.model.environment.clusterDomain}.`;
  for (const { value, owner } of answers.toReversed()) {
    const service = byAddress.get(value);
    if (service) return { kind: 'service', service, isPod: false };
    if (!owner.endsWith(zone)) continue;
    const labels = owner.slice(0, -zone.length).split('.');
    const named = services.get(`${labels.at(-1)}/${labels.at(-2)}`);
    if (named) return { kind: 'service', service: named, isPod: labels.length === 3 };
  }
  return OUTSIDE;
}

function missingAnswer(
  host: string,
  user: Asker,
  { form, readings }: ReadName,
  context: Context,
): NameAnswer {
  const { services, input } = context;
  const [reading] = readings;
  if (!reading) return OUTSIDE;
  if (form !== 'domain') {
    for (const { prefix, service: name, namespace } of readings) {
      const service = services.get(`${namespace}/${name}`);
      if (!service) continue;
      // It has nothing to lead to: that is a mistake of the Service.
      if (prefix === '' || service.addressing === 'external-name') return OUTSIDE;
      if (prefix.startsWith('_'))
        return { kind: 'nowhere', reading, near: context.near(host, user.namespace) };
      if (isScaledTo(prefix, service)) return OUTSIDE;
      return { kind: 'pod-missing', service, pod: prefix };
    }
  }
  const { namespace } = reading;
  if (isBroughtByCluster(reading) || isMadeByOperator(reading, input)) return OUTSIDE;
  const isKnown = namespace === undefined || knows(namespace, context);
  const isAway = form === 'bare' && namespace !== user.namespace;
  if (isAway && (namespace === undefined || isTopLevel(namespace))) return OUTSIDE;
  const near = context.near(host, user.namespace);
  if (isAway && !isKnown && near === undefined) return OUTSIDE;
  if (!isKnown && !input.complete && !isMisspelt(namespace, near, context)) {
    return form === 'bare' ? OUTSIDE : { kind: 'unknown-namespace', namespace };
  }
  const others = (context.byName.get(reading.service) ?? []).filter(
    (service) => service.namespace !== namespace,
  );
  const isWhole = reading.prefix === '' && namespace !== undefined && form !== 'domain';
  if (isWhole && others.length > 0) {
    return { kind: 'other-namespace', reading, others };
  }
  return { kind: 'nowhere', reading, near };
}

/** An autoscaler may make as many pods, with names below this Service. */
function isScaledTo(pod: string, { name: service, workloads }: Service): boolean {
  const [, name, ordinal] = /^(.*)-(\d+)$/.exec(pod) ?? [];
  return workloads.some(
    ({ workload: { kind, name: own, replicas, stored } }) =>
      kind === 'StatefulSet' &&
      own === name &&
      Number(ordinal) < replicas.max &&
      text(object(stored.object, 'spec'), 'serviceName') === service,
  );
}

/** Every cluster has it, whether manifests say so or not. */
function isBroughtByCluster({ service, namespace }: NameReading): boolean {
  return namespace === 'kube-system' && service === 'kube-dns';
}

/** Operators make Services by the names of their resources: `orders-rw`, `events-kafka-bootstrap`. */
function isMadeByOperator({ service, namespace }: NameReading, input: RuleInput): boolean {
  const makers = input.shared(podMakers).get(namespace ?? '');
  if (!makers) return false;
  if (makers.has(`kind ${service.replace(/-operated$/, '')}`)) return true;
  const parts = service.split('-');
  return parts.some((_, index) => makers.has(`name ${parts.slice(0, index + 1).join('-')}`));
}

function knows(namespace: string, { input }: Context): boolean {
  const { complete, knowsNamespace, model } = input;
  return knowsNamespace(namespace) && (!complete || model.names.namespaces.has(namespace));
}

/** A namespace outside of the files is not known, but for a known one that was written with a slip. */
function isMisspelt(namespace: string, near: NearName | undefined, context: Context): boolean {
  if (near?.difference === 'order') return true;
  if (near?.difference !== 'spelling') return false;
  const labels = near.name.split('.');
  const at = labels.lastIndexOf('svc');
  const right = labels[at - 1] ?? '';
  const withoutDigits = (name: string): string => name.replaceAll(/\d+/g, '');
  return (
    right !== namespace &&
    namespace.length > 4 &&
    knows(right, context) &&
    withoutDigits(right) !== withoutDigits(namespace)
  );
}
