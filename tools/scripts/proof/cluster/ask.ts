import { object, objects, text, texts } from '@fingerpost/apiserver';
import type { ClusterObject } from '@fingerpost/verify';

import { parseAddress } from '../question.ts';
import type { Address, Destination, Question } from '../question.ts';
import { countPods, describeTargets, MANY } from '../words.ts';
import { askCoreDns } from './core-dns.ts';
import { askEviction } from './eviction.ts';
import { askLosses } from './losses.ts';
import { askFrom } from './probers.ts';
import type { ProbeAnswer, Session } from './probers.ts';
import type { RealAnswer } from './real-answer.ts';
import { workloadObject } from './reality.ts';
import type { Reality } from './reality.ts';
import { namesToTry } from './names-to-try.ts';
import { askRollout } from './rollout.ts';
import { countEndpoints, countScrapes } from './slices.ts';

/** Asks the cluster. Throws where it cannot be asked. */
export async function ask(question: Question, reality: Reality): Promise<RealAnswer> {
  switch (question.ask) {
    case 'accept':
      throw new Error('an object is needed to know whether it is accepted');
    case 'connect':
      return askConnection(question.from, question.to, reality);
    case 'lookup':
      return askLookup(question.from, question.name, reality);
    case 'spread':
      return askSpread(question.from, question.to, reality);
    case 'endpoints':
      return { answer: await countEndpoints(reality, question.service, question.port) };
    case 'rollout':
      return { answer: await askRollout(reality, question.workload) };
    case 'coredns':
      return askCoreDns(reality);
    case 'scrape':
      return { answer: await countScrapes(reality, question.monitor) };
    case 'losses':
      return askLosses(reality, question);
    case 'evict':
      return { answer: await askEviction(reality, question.workload) };
  }
}

/** Milliseconds for one connection, its lookup included: long enough for a busy machine. */
const TIMEOUT = 4000;

const CONNECTIONS: Readonly<Record<string, string>> = {
  open: 'open',
  refused: 'refused',
  reset: 'refused',
  timeout: 'times out',
  'name-not-found': 'no such name',
  'name-timeout': 'the name server does not answer',
  'name-failed': 'the name server fails',
};

async function askConnection(from: string, to: Destination, reality: Reality): Promise<RealAnswer> {
  const address = 'variable' in to ? await addressIn(reality, from, to.variable) : to;
  const { answers, stalled } = await askFrom(reality, from, [
    {
      kind: 'connect',
      network: 'tcp',
      address: `${address.host}:${address.port}`,
      timeout: TIMEOUT,
    },
  ]);
  const result = answers[0]?.result ?? '';
  return { answer: CONNECTIONS[result] ?? result, inconclusive: stalled && result !== 'open' };
}

/** The address that a variable of the workload holds in the cluster. */
async function addressIn(reality: Reality, id: string, variable: string): Promise<Address> {
  const spec = object(await workloadObject(reality, id), 'spec');
  const containers = objects(object(object(spec, 'template'), 'spec'), 'containers');
  const variables = containers.flatMap((container) => objects(container, 'env'));
  const found = variables.find((one) => text(one, 'name') === variable);
  const value = text(found, 'value');
  const address = value === '' ? undefined : parseAddress(value);
  if (!address) throw new Error(`${id} has no address in ${variable}`);
  return address;
}

async function askLookup(from: string, name: string, reality: Reality): Promise<RealAnswer> {
  const lookup = { kind: 'lookup', name, timeout: TIMEOUT } as const;
  const first = await askFrom(reality, from, [lookup]);
  const [found] = first.answers;
  if (found?.result === 'name-not-found' || found?.result === 'found') {
    const alias = await aliasOf(from, name, first, reality);
    if (alias !== undefined) return { answer: `the alias ${alias}` };
  }
  if (found?.result === 'found') return { answer: await whose(found.addresses ?? [], reality) };
  const result = found?.result ?? '';
  // The lookup is asked to end before the resolver's own patience does.
  const answer = CONNECTIONS[result === 'timeout' ? 'name-timeout' : result] ?? result;
  return { answer, inconclusive: first.stalled };
}

/** The last name of a chain of aliases that leads out of the cluster. */
async function aliasOf(
  from: string,
  name: string,
  { searches, ndots }: Session,
  reality: Reality,
): Promise<string | undefined> {
  const questions = namesToTry(name, searches, ndots).map(
    (full) => ({ kind: 'dns', name: full, type: 'A', timeout: TIMEOUT }) as const,
  );
  const { answers } = await askFrom(reality, from, questions);
  const records = answers.flatMap(({ records: some = [] }: ProbeAnswer) => some);
  return records.findLast(({ type }) => type === 'CNAME')?.value;
}

/** Whose addresses these are. */
async function whose(addresses: readonly string[], { cluster }: Reality): Promise<string> {
  const services = await cluster.list({ apiVersion: 'v1', kind: 'Service' });
  const service = services.find((one) =>
    texts(object(one, 'spec'), 'clusterIPs').some((address) => addresses.includes(address)),
  );
  if (service)
    return `the address of ${text(service.metadata, 'namespace')}/${service.metadata.name}`;
  const pods = await cluster.list({ apiVersion: 'v1', kind: 'Pod' });
  const owners = pods
    .filter((pod) =>
      objects(object(pod, 'status'), 'podIPs').some((one) => addresses.includes(text(one, 'ip'))),
    )
    .map(ownerOf);
  return owners.length > 0 ? describeTargets(owners) : addresses.join(', ');
}

/** `backend/Deployment/go-server` */
function ownerOf({ metadata }: ClusterObject): string {
  const [owner] = objects(metadata, 'ownerReferences');
  const name = text(owner, 'name');
  const isReplicaSet = text(owner, 'kind') === 'ReplicaSet';
  const maker = isReplicaSet
    ? `Deployment/${name.slice(0, name.lastIndexOf('-'))}`
    : `${text(owner, 'kind')}/${name}`;
  return `${text(metadata, 'namespace')}/${maker}`;
}

async function askSpread(from: string, to: Address, reality: Reality): Promise<RealAnswer> {
  const { answers, stalled } = await askFrom(reality, from, [
    { kind: 'spread', url: `http://${to.host}:${to.port}/`, times: MANY, timeout: TIMEOUT },
  ]);
  const hosts = Object.entries(answers[0]?.hosts ?? {});
  const answered = hosts.reduce((sum, [, count]) => sum + count, 0);
  if (answered < MANY) return { answer: 'not all connections are answered', inconclusive: stalled };
  const figures = hosts.map(([, count]) => String(count)).join(' / ');
  return { answer: countPods(hosts.length), figures: `${figures} of ${MANY}` };
}
