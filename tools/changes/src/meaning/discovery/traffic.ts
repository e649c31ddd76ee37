import type { AffinityDefeat, Service } from '@fingerpost/discovery';

import type { Draft } from './draft.ts';
import { listSome } from './list-some.ts';
import type { ServicePair } from './sides.ts';
import type { Users } from './users.ts';

/** Something of a Service that decides which endpoint a connection gets. */
interface Setting {
  readonly name: string;
  /** The field that decides it. */
  field(before: Service, after: Service): string;
  text(service: Service): string;
}

const DEFEATS: Readonly<Record<AffinityDefeat, string>> = {
  headless: 'but no proxy stands between',
  'external-name': 'but it is only a name',
  route: 'but a route chooses the pod itself',
  'source-address-replaced': 'but clients from outside all look like their node',
  'load-balancer-targets-pods': 'but the load balancer goes past it',
  'other-node': 'but the load balancer may take another node',
  'unknown-load-balancer': 'but the load balancer is not known',
};

const SETTINGS: readonly Setting[] = [
  {
    name: 'session affinity',
    field: () => 'spec.sessionAffinity',
    text: ({ affinity: { kind, timeoutSeconds, defeats } }) => {
      if (kind === 'None') return 'none';
      const kept = `by client address for ${timeoutSeconds} s`;
      return [kept, ...defeats.map((defeat) => DEFEATS[defeat])].join(', ');
    },
  },
  {
    name: 'traffic from pods',
    field: () => 'spec.internalTrafficPolicy',
    text: ({ internalTrafficPolicy }) => reach(internalTrafficPolicy),
  },
  {
    name: 'distribution',
    field: () => 'spec.trafficDistribution',
    text: ({ distribution: { asked, clients } }) => {
      if (asked === 'none') return 'to all endpoints';
      const kept = clients.map(({ node, zone, kept: near }) => {
        const where = node === '' ? `zone ${zone}` : `node ${node}`;
        return near === 'none' ? `${where} to all` : `${where} to its ${near}`;
      });
      return `to the same ${asked}${kept.length === 0 ? '' : `: ${listSome(kept, 50)}`}`;
    },
  },
  {
    name: 'endpoints that are not ready',
    field: () => 'spec.publishNotReadyAddresses',
    text: ({ publishNotReadyAddresses }) => (publishNotReadyAddresses ? 'used too' : 'left out'),
  },
  {
    name: 'exposure',
    field: (before, after) =>
      before.externalTrafficPolicy !== after.externalTrafficPolicy && before.type === after.type
        ? 'spec.externalTrafficPolicy'
        : 'spec.type',
    text: ({ externalTrafficPolicy, exposure: { hasNodePorts, externalIPs, loadBalancer } }) => {
      const parts = [
        ...(loadBalancer ? [balancerText(loadBalancer)] : []),
        ...(hasNodePorts ? ['node ports'] : []),
        ...(externalIPs.length === 0 ? [] : [`addresses ${listSome(externalIPs, 30)}`]),
        ...(externalTrafficPolicy === 'Local' ? [`to ${reach(externalTrafficPolicy)}`] : []),
      ];
      return parts.join(', ') || 'inside the cluster';
    },
  },
];

/** How connections are spread over endpoints, and who reaches a Service from outside. */
export function compareTraffic(pairs: readonly ServicePair[], users: Users): Draft[] {
  return pairs.flatMap(({ key, before, after }) =>
    SETTINGS.flatMap(({ name, field, text }): Draft[] => {
      const [old, fresh] = [text(before), text(after)];
      if (old === fresh) return [];
      return [
        {
          kind: 'endpoints',
          change: 'changed',
          about: key,
          aspect: name,
          noun: 'Services',
          before: old,
          after: fresh,
          spot: { on: after.stored, field: field(before, after) },
          dependents: users.ofService(key),
        },
      ];
    }),
  );
}

function reach(policy: 'Cluster' | 'Local'): string {
  return policy === 'Local' ? 'endpoints of the own node alone' : 'every endpoint';
}

function balancerText({
  provider,
  scheme,
  sourceRanges,
  class: className,
  problems,
}: NonNullable<Service['exposure']['loadBalancer']>): string {
  const who = provider === 'class' ? `class ${className}` : provider.replaceAll('-', ' ');
  const open = sourceRanges.length === 0 ? 'everyone' : listSome(sourceRanges, 30);
  const wrong = problems.length === 0 ? '' : `, ${listSome(problems, 30)}`;
  return `load balancer (${who}, ${scheme}, open to ${open}${wrong})`;
}
