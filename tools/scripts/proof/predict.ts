import { admit, create, object, text, update } from '@fingerpost/apiserver';
import { tellStory } from '@fingerpost/discovery';
import type {
  Connection,
  DiscoveryModel,
  Story,
  StoredObject,
  Workload,
} from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';

import { parseAddress } from './question.ts';
import type { Address, Destination, ObjectName, Question } from './question.ts';
import type { Side } from './side.ts';
import { CLOSED, countPods, describeTargets, MANY } from './words.ts';

/**
 * The answer to a question, from the model of a repository and from what is said of it.
 * @param old the repository that the cluster holds, into which the other is applied
 */
export function predict(question: Question, { model, findings }: Side, old: Side): string {
  const has = (rule: string, id: string): boolean => {
    const resource = resourceOf(id);
    return findings.some((finding) => finding.rule === rule && finding.resource === resource);
  };
  switch (question.ask) {
    case 'accept':
      return accept(question.object, model, old.model);
    case 'connect':
      return connect(question.from, question.to, model, has);
    case 'lookup':
      return lookup(question.from, question.name, model);
    case 'spread':
      return spread(question.from, question.to, model);
    case 'endpoints':
      return endpoints(question.service, question.port, model);
    case 'rollout':
      return STUCK.some((rule) => has(rule, question.workload))
        ? 'no new pod becomes ready'
        : 'all pods become ready';
    case 'coredns': {
      const { start } = model.corefile.loaded;
      return start.result === 'ok' ? 'starts' : `does not start: ${start.error}`;
    }
    case 'scrape':
      return scrape(question.monitor, model);
    case 'losses':
      return has('workload/no-drain', question.workload)
        ? 'connections are lost'
        : 'no connection is lost';
    case 'evict':
      return evict(question.workload, findings) ? 'allowed' : 'refused';
  }
}

/** Rules that say that no pod becomes ready. */
const STUCK = ['workload/probe-port-missing', 'workload/missing-reference'];

/** `backend/Deployment/go-server` as findings name it. */
function resourceOf(id: string): string {
  const [namespace = '', kind = '', name = ''] = id.split('/');
  return `${kind}/${namespace}/${name}`;
}

function workloadOf(model: DiscoveryModel, id: string): Workload {
  const found = model.workloads.find((workload) => workload.id === id);
  if (!found) throw new Error(`there is no workload ${id}`);
  return found;
}

const GROUPS: ReadonlyMap<string, string> = new Map([
  ['Deployment', 'apps'],
  ['StatefulSet', 'apps'],
  ['PodDisruptionBudget', 'policy'],
  ['NetworkPolicy', 'networking.k8s.io'],
]);

/** What the API server says when the object is applied over the old one, its policies included. */
function accept(
  { kind, namespace, name }: ObjectName,
  { store, environment }: DiscoveryModel,
  { store: oldStore }: DiscoveryModel,
): string {
  const find = (one: typeof store): StoredObject | undefined =>
    one.get(GROUPS.get(kind) ?? '', kind, namespace, name);
  const [stored, before] = [find(store), find(oldStore)];
  if (!stored) throw new Error(`there is no ${kind} ${namespace}/${name}`);
  const cluster = { serviceCIDRs: environment.serviceCIDRs };
  const answer = before
    ? update(before.written, stored.written, { via: 'apply', ...cluster })
    : create(stored.written, cluster);
  if (answer.verdict === 'rejected') return `refused: ${answer.message ?? ''}`;
  const admitted = admit(
    { operation: 'CREATE', object: stored.written, created: create(stored.written, cluster) },
    admissionOf(store, namespace),
  );
  if (admitted.allowed !== true) return `refused: ${admitted.message ?? ''}`;
  const warnings = admitted.warnings.filter((warning) => !answer.warnings.includes(warning));
  return warnings.length === 0 ? 'accepted' : `accepted, with a warning: ${warnings.join(' ')}`;
}

function admissionOf(store: DiscoveryModel['store'], namespace: string) {
  const written = (kinds: readonly string[]): JsonObject[] =>
    store.objects.filter(({ kind }) => kinds.includes(kind)).map((one) => one.written);
  return {
    policies: written(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']),
    given: written(['ConfigMap', 'Namespace']),
    namespaceLabels: Object.fromEntries(store.namespaceLabels(namespace)),
  };
}

function connect(
  from: string,
  to: Destination,
  model: DiscoveryModel,
  has: (rule: string, id: string) => boolean,
): string {
  const workload = workloadOf(model, from);
  const { host, port } = 'variable' in to ? addressIn(workload, to.variable) : to;
  const story = tellStory(model, { name: host, from: workload, port });
  const unnamed = failedLookup(story);
  if (unnamed !== undefined) return unnamed;
  const [connection] = story.connections;
  if (!connection) throw new Error(`nobody knows what becomes of ${host}:${port}`);
  if (connection.outcome !== 'unknown') return endingOf(story, connection, model);
  const alias = story.target?.kind === 'outside' ? story.target.service : undefined;
  if (!alias) throw new Error(`nobody knows what becomes of ${host}:${port}`);
  // Outside there is what the environment says.
  const id = `${alias.namespace}/Service/${alias.name}`;
  return has('service/external-name-unlisted', id) ? 'no such name' : 'open';
}

/** The address that a variable of a workload holds. */
function addressIn({ id, spec }: Pick<Workload, 'id' | 'spec'>, variable: string): Address {
  const containers = spec['containers'];
  const variables = (Array.isArray(containers) ? containers : []).flatMap((container) => {
    const env = object({ container }, 'container')?.['env'];
    return Array.isArray(env) ? env : [];
  });
  for (const entry of variables) {
    const one = object({ entry }, 'entry');
    const address = text(one, 'name') === variable ? parseAddress(text(one, 'value')) : undefined;
    if (address) return address;
  }
  throw new Error(`${id} has no address in ${variable}`);
}

/** Why there is no address to connect to; undefined where there is one. */
function failedLookup({ nameServer, start, lookup: found, target }: Story): string | undefined {
  if (start?.result === 'failed') return 'the name server fails';
  if (nameServer?.udp.allowed === false) return 'the name server does not answer';
  if (target) return undefined;
  return found.outcome === 'failed' ? 'the name server fails' : 'no such name';
}

function endingOf(
  story: Story,
  { outcome, ends, protocol }: Connection,
  { reachability }: DiscoveryModel,
): string {
  const { target, from, pod } = story;
  const outcomes = target?.kind === 'service' ? target.service.outcomes : undefined;
  /** A packet that no endpoint gets keeps the address of the Service; what isolates the pod may see it first. */
  const unsent = (ending: 'refused' | 'timeout' | null | undefined): string => {
    if (reachability.isolating(pod ?? from, 'Egress').length > 0) return CLOSED;
    return ending === 'timeout' ? 'times out' : 'refused';
  };
  // TCP is asked for.
  if (protocol !== 'TCP') return unsent(outcomes?.unknownPort);
  switch (outcome) {
    case 'open':
      return 'open';
    case 'blocked':
    case 'partly-blocked':
      return 'times out';
    case 'not-forwarded':
      return ends.some(({ policy }) => policy?.allowed) ? 'refused' : 'times out';
    case 'no-such-port':
      return unsent(outcomes?.unknownPort);
    case 'no-endpoints':
    case 'no-target-port':
      return unsent(outcomes?.noEndpoints);
    case 'unknown':
      throw new Error('nobody knows what becomes of the connection');
  }
}

function lookup(from: string, name: string, model: DiscoveryModel): string {
  const story = tellStory(model, { name, from: workloadOf(model, from) });
  const failed = failedLookup(story);
  if (failed !== undefined) return failed;
  const { target } = story;
  if (target?.kind === 'service')
    return `the address of ${target.service.namespace}/${target.service.name}`;
  if (target?.kind === 'endpoints') {
    const pods = model.workloads.flatMap((workload) =>
      workload.pods.flatMap((pod) =>
        pod.addresses.some(({ address }) => target.addresses.includes(address))
          ? [workload.id]
          : [],
      ),
    );
    return describeTargets(pods);
  }
  return `the alias ${target?.alias ?? ''}`;
}

function spread(from: string, to: Address, model: DiscoveryModel): string {
  const story = tellStory(model, { name: to.host, from: workloadOf(model, from), port: to.port });
  const [connection] = story.connections;
  if (story.verdict !== 'works' || !connection) return 'not all connections are answered';
  const service = story.target?.kind === 'service' ? story.target.service : undefined;
  if (service?.affinity.kind === 'ClientIP') return countPods(1);
  return countPods(
    Math.min(
      MANY,
      connection.ends.reduce((sum, { ready }) => sum + ready, 0),
    ),
  );
}

function endpoints(service: string, port: string, { slices }: DiscoveryModel): string {
  const [namespace, name] = service.split('/');
  const ready = slices
    .filter((slice) => slice.namespace === namespace && slice.service === name)
    .flatMap((slice) => {
      const number = slice.ports.find((one) => one.name === port)?.port;
      if (number === undefined) return [];
      return slice.endpoints.filter((one) => one.ready !== false).map(() => number);
    });
  if (ready.length === 0) return 'nobody';
  return `${ready.length} ready on ${[...new Set(ready)].toSorted((a, b) => a - b).join(', ')}`;
}

function scrape(monitor: string, { scrapes }: DiscoveryModel): string {
  const [namespace, name] = monitor.split('/');
  const found = scrapes.find(
    ({ stored, kind }) =>
      kind === 'ServiceMonitor' && stored.namespace === namespace && stored.name === name,
  );
  if (!found) throw new Error(`there is no ServiceMonitor ${monitor}`);
  const targets = found.pools.flatMap((pool) => pool.targets);
  const empty = found.pools.flatMap((pool) => pool.empty);
  if (empty.some(({ reason }) => reason === 'nothing-selected')) return 'no Service is selected';
  return targets.length === 0 ? 'no endpoint has the port' : `${targets.length} endpoints`;
}

/** A budget that never lets a pod go is said to. */
function evict(workload: string, findings: Side['findings']): boolean {
  const [namespace = '', , name = ''] = workload.split('/');
  return !findings.some(
    ({ rule, resource }) =>
      rule === 'workload/disruption-budget-blocks' &&
      resource === `PodDisruptionBudget/${namespace}/${name}`,
  );
}
