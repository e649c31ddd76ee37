import { object, optionalInteger, text } from '@fingerpost/apiserver';
import type { Service, Workload } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import { servingWorkloads } from '../../facts/serving-workloads.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const headlessWithoutStatefulset: Rule = {
  id: 'service/headless-without-statefulset',
  severity: 'warning',
  scope: 'namespace',
  title: 'A headless Service stands before pods that should be balanced',
  why: 'The name of a headless Service leads to the addresses of all pods, and the client takes one, mostly the first, and keeps it as long as it likes. Nothing is balanced, and a client that remembers the address of a pod that is gone fails.',
  fix: 'remove clusterIP: None',
  silent:
    'Where a StatefulSet or DaemonSet is selected, where another Service with a cluster IP selects the same pods, where names or ports say that peers, gRPC clients or Prometheus look the pods up, where the workload says `replicas: 1` or has one pod and the strategy Recreate, and where pods are published before they are ready.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#headless-services',
  check: findServices,
};

const FOR_LOOKUP = /headless|peers|discovery|gossip|memberlist|cluster$|nodes|members|ring|pods$/;
const BALANCED_BY_CLIENT = /grpc|h2c|metrics|prometheus|gossip|memberlist|raft|cluster/;

function* findServices(input: RuleInput): Generator<Problem> {
  const services = checkedServices(input);
  const balanced = new Set(
    services
      .filter(({ addressing }) => addressing === 'cluster-ip')
      .flatMap((service) => servingWorkloads(service).map(({ workload }) => workload.id)),
  );
  for (const service of services) {
    if (service.addressing !== 'headless' || service.publishNotReadyAddresses) continue;
    const workloads = servingWorkloads(service).map(({ workload }) => workload);
    const [first] = workloads;
    if (!first || !workloads.every(({ kind }) => kind === 'Deployment' || kind === 'ReplicaSet'))
      continue;
    if (workloads.some(({ id }) => balanced.has(id)) || isForLookup(service)) continue;
    if (workloads.every(isAlone)) continue;
    yield {
      on: service.stored,
      field: 'spec.clusterIP',
      message: `headless Service ${service.name} leads to the pods of ${first.kind} ${first.name}, which have no names of their own: clients choose an address themselves, and nothing is balanced`,
    };
  }
}

/** One pod, and no more on purpose: there is nothing to balance. */
function isAlone({ stored, replicas }: Workload): boolean {
  const spec = object(stored.written, 'spec');
  const isWritten = optionalInteger(spec, 'replicas') === 1;
  const isRecreated = text(object(spec, 'strategy'), 'type') === 'Recreate';
  return replicas.max === 1 && (isWritten || isRecreated);
}

function isForLookup({ name, ports }: Service): boolean {
  if (FOR_LOOKUP.test(name)) return true;
  return (
    ports.length > 0 &&
    ports.every(
      (port) => BALANCED_BY_CLIENT.test(port.name) || BALANCED_BY_CLIENT.test(port.appProtocol),
    )
  );
}
