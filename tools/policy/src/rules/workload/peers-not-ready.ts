import { object, text } from '@fingerpost/apiserver';
import type { Service, Workload } from '@fingerpost/discovery';
import { runningContainers } from '../../facts/containers.ts';
import { servicesByName } from '../../facts/services-by-name.ts';
import { usesByWorkload } from '../../facts/uses-by-workload.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const peersNotReady: Rule = {
  id: 'workload/peers-not-ready',
  severity: 'warning',
  scope: 'service',
  title: 'Peers cannot find each other before they are ready',
  why: 'A headless Service answers with ready pods only. Members of a cluster that become ready when they have found the others never do: each waits for names that appear when it is ready. After a failure of all of them the cluster does not start again by itself.',
  fix: 'write publishNotReadyAddresses: true into the headless Service of the peers, and let clients use another Service',
  silent:
    'For one replica, for pods without readiness probe, and where nothing shows that the pods use the Service themselves: neither a name that they are told nor a port called peer, cluster, gossip, raft or the like.',
  source:
    'ServiceSpec.publishNotReadyAddresses in k8s.io/api/core/v1: made for the peer discovery of StatefulSets',
  check: findStatefulSets,
};

const PEER_PORT =
  /(?:^|-)(?:peers?|cluster|clustering|gossip|raft|replication|election|leader-election|internode|intra-node|epmd|memberlist|serf[a-z-]*|transport|bus)(?:$|-)/;

function* findStatefulSets(input: RuleInput): Generator<Problem> {
  const services = input.shared(servicesByName);
  for (const workload of input.shared(writtenWorkloads)) {
    const { stored, kind, name, namespace, replicas } = workload;
    if (kind !== 'StatefulSet' || replicas.max < 2) continue;
    const serviceName = text(object(stored.object, 'spec'), 'serviceName');
    const service = services.get(`${namespace}/${serviceName}`);
    if (!service || !input.isChecked(service.stored) || !isHidden(service, workload)) continue;
    const evidence = evidenceOf(service, workload, input);
    if (evidence === undefined) continue;
    yield {
      on: service.stored,
      field: 'spec.publishNotReadyAddresses',
      message: `Service ${service.name} hides pods of StatefulSet ${name} that are not ready, and they find each other by it (${evidence}): none becomes ready that waits for the others`,
      related: [
        { on: stored, field: 'spec.serviceName', message: 'the pods have their names there' },
      ],
    };
  }
}

function isHidden(service: Service, workload: Workload): boolean {
  const isTheirs = service.workloads.some((selected) => selected.workload.id === workload.id);
  const hasProbe = runningContainers(workload).some(
    ({ container }) => object(container, 'readinessProbe') !== undefined,
  );
  return (
    service.addressing === 'headless' && !service.publishNotReadyAddresses && isTheirs && hasProbe
  );
}

function evidenceOf(
  { name, namespace, ports }: Service,
  workload: Workload,
  input: RuleInput,
): string | undefined {
  const uses = input.shared(usesByWorkload).get(workload) ?? [];
  const use = uses.find(
    ({ host, isLoose }) => !isLoose && isUnder(host.toLowerCase(), name, namespace),
  );
  if (use) return use.host;
  const port = ports.find((candidate) => PEER_PORT.test(candidate.name));
  return port ? `port ${port.name}` : undefined;
}

/** The name of the Service, or of a pod of it. */
function isUnder(host: string, name: string, namespace: string): boolean {
  const labels = host.split('.');
  const at = labels.indexOf(name);
  if (at < 0 || at > 1) return false;
  const after = labels[at + 1];
  return after === undefined || after === 'svc' || after === namespace;
}
