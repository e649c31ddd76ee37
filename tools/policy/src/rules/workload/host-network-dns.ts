import { text } from '@fingerpost/apiserver';
import type { Service, Workload } from '@fingerpost/discovery';
import { podSpecField } from '../../facts/pod-spec-field.ts';
import { possibleServices } from '../../facts/service-names.ts';
import { servicesByName } from '../../facts/services-by-name.ts';
import { usesByWorkload } from '../../facts/uses-by-workload.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const hostNetworkDns: Rule = {
  id: 'workload/host-network-dns',
  severity: 'error',
  scope: 'namespace',
  title: 'A pod in the network of its node asks for cluster names with the policy ClusterFirst',
  why: 'In a pod with hostNetwork: true the dnsPolicy ClusterFirst, which is the default, means Default: it asks the name servers of the node, which know no name of the cluster. Every lookup of a Service fails; the API server says nothing.',
  fix: 'write dnsPolicy: ClusterFirstWithHostNet',
  silent:
    'Where no variable, argument or ConfigMap of the pod names a Service of the cluster other than its own, and with any other dnsPolicy.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy',
  check: findPods,
};

function* findPods(input: RuleInput): Generator<Problem> {
  const services = input.shared(servicesByName);
  const { clusterDomain } = input.model.environment;
  for (const workload of input.shared(writtenWorkloads)) {
    const { stored, spec, kind, name, namespace, hostNetwork } = workload;
    const policy = text(spec, 'dnsPolicy');
    if (!hostNetwork || (policy !== '' && policy !== 'ClusterFirst')) continue;
    const uses = input.shared(usesByWorkload).get(workload) ?? [];
    const use = uses.find(({ host, isLoose }) => {
      if (isLoose) return false;
      const meant = possibleServices(host, namespace, clusterDomain);
      const service = meant.map((key) => services.get(key)).find((found) => found !== undefined);
      return service ? !isOwn(service, workload) : isOfCluster(host, clusterDomain);
    });
    if (!use) continue;
    yield {
      on: stored,
      field: `${podSpecField(workload)}.hostNetwork`,
      message: `pods of ${kind} ${name} are in the network of their node and ask its name servers, which do not know ${use.host}`,
      related: [{ on: use.on, field: use.field, message: `the program is told ${use.host}` }],
    };
  }
}

function isOfCluster(host: string, clusterDomain: string): boolean {
  const name = host.toLowerCase();
  return name.endsWith('.svc') || name.endsWith(`.${clusterDomain.toLowerCase()}`);
}

/** What a program is called by others, as in a certificate: it need not look it up. */
function isOwn({ addressing, workloads }: Service, asker: Workload): boolean {
  return addressing === 'cluster-ip' && workloads.some(({ workload }) => workload === asker);
}
