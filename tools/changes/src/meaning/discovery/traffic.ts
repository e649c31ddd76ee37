import type { Service } from '@fingerpost/discovery';

import type { Draft } from './draft.ts';
import { listSome } from './list-some.ts';
import type { ServicePair } from './sides.ts';
import type { Users } from './users.ts';

/** Something of a Service that decides which endpoint a connection gets. */
interface Setting {
  readonly name: string;
  readonly field: string;
  text(service: Service): string;
}

const SETTINGS: readonly Setting[] = [
  {
    name: 'session affinity',
    field: 'spec.sessionAffinity',
    text: ({ affinity: { kind, timeoutSeconds, defeats } }) => {
      if (kind === 'None') return 'none';
      const lost = defeats.length === 0 ? '' : `, without effect: ${defeats.join(', ')}`;
      return `by client address for ${timeoutSeconds} s${lost.replaceAll('-', ' ')}`;
    },
  },
  {
    name: 'traffic from pods',
    field: 'spec.internalTrafficPolicy',
    text: ({ internalTrafficPolicy }) => reach(internalTrafficPolicy),
  },
  {
    name: 'traffic from outside',
    field: 'spec.externalTrafficPolicy',
    text: ({ externalTrafficPolicy }) =>
      externalTrafficPolicy === undefined ? 'none' : reach(externalTrafficPolicy),
  },
  {
    name: 'distribution',
    field: 'spec.trafficDistribution',
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
    field: 'spec.publishNotReadyAddresses',
    text: ({ publishNotReadyAddresses }) => (publishNotReadyAddresses ? 'used too' : 'left out'),
  },
  {
    name: 'exposure',
    field: 'spec.type',
    text: ({ exposure: { hasNodePorts, externalIPs, loadBalancer } }) => {
      const parts = [
        ...(loadBalancer ? [balancerText(loadBalancer)] : []),
        ...(hasNodePorts ? ['node ports'] : []),
        ...(externalIPs.length === 0 ? [] : [`addresses ${listSome(externalIPs, 30)}`]),
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
          spot: { on: after.stored, field },
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
