import { allows, describeObject, isWithin } from '@fingerpost/discovery';
import type { Policy, PolicyRule, Service } from '@fingerpost/discovery';
import { clusterRanges } from '../../facts/cluster-ranges.ts';
import { possibleServices } from '../../facts/service-names.ts';
import { servicesByName } from '../../facts/services-by-name.ts';
import { usesByWorkload } from '../../facts/uses-by-workload.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalBlocked: Rule = {
  id: 'policy/external-blocked',
  severity: 'error',
  scope: 'environment',
  title: 'A pod uses an ExternalName and may reach nothing outside',
  why: 'The name leads to an address outside of the cluster. A rule that names pods never means it: the name resolves, and the connection times out.',
  fix: 'allow egress to the addresses of the external service with an ipBlock, on its port',
  silent: 'Where the pod only uses the name in a way that its manifests do not show.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  check: findBlockedExternals,
};

function* findBlockedExternals(input: RuleInput): Generator<Problem> {
  const { model, isChecked } = input;
  const services = input.shared(servicesByName);
  const { clusterDomain } = model.environment;
  const seen = new Set<string>();
  for (const [workload, names] of input.shared(usesByWorkload)) {
    if (names.length === 0) continue;
    const policies = model.reachability.isolating(workload, 'Egress');
    if (policies.length === 0) continue;
    for (const { host, port, on: user, field: place } of names) {
      const [meant = ''] = possibleServices(host, workload.namespace, clusterDomain);
      const service = services.get(meant);
      const key = `${workload.id} ${service?.namespace}/${service?.name} ${port}`;
      if (!service || !leadsOutside(service, clusterDomain) || seen.has(key)) continue;
      seen.add(key);
      if (policies.some((policy) => policy.egress?.some((rule) => isOpen(rule, port, input)))) {
        continue;
      }
      const on = mostSpecific(policies, input)?.stored ?? workload.stored;
      if (!isChecked(on)) continue;
      yield {
        on,
        field: on === workload.stored ? '' : 'spec.egress',
        message: `${workload.id} uses ${host}, which is ${service.externalName} outside of the cluster, and no policy of its pods allows egress to addresses outside${port === undefined ? '' : ` on TCP ${port}`}: connections time out`,
        related: [
          {
            on: service.stored,
            field: 'spec.externalName',
            message: describeObject(service.stored),
          },
          { on: user, field: place, message: `uses ${host}` },
        ],
      };
    }
  }
}

function leadsOutside({ addressing, externalName }: Service, clusterDomain: string): boolean {
  const name = externalName.replace(/\.$/, '');
  return addressing === 'external-name' && !name.endsWith(`.svc.${clusterDomain}`);
}

function isOpen({ peers, ports }: PolicyRule, port: number | undefined, input: RuleInput): boolean {
  const isPort =
    port === undefined ||
    !ports ||
    ports.some(({ connections }) => allows(connections, 'TCP', port));
  if (!isPort) return false;
  if (!peers) return true;
  const ranges = input.shared(clusterRanges);
  return peers.some(
    (peer) =>
      'addresses' in peer && !ranges.some(({ addresses }) => isWithin(peer.addresses, addresses)),
  );
}

function mostSpecific(policies: readonly Policy[], { isChecked }: RuleInput): Policy | undefined {
  return policies
    .filter(({ stored }) => isChecked(stored))
    .toSorted((a, b) => (b.egress?.length ?? 0) - (a.egress?.length ?? 0))[0];
}
