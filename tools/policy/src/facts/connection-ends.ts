import { parseAddresses } from '@fingerpost/discovery';
import type { EndpointSlice, Party, Protocol, Service, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import type { AnsweredName } from './answered-names.ts';

/** A place where connections end. */
export interface ConnectionEnd {
  readonly party: Party | Workload;
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Where the connections may end; none where that is not known. */
export function endsOf(
  service: Service,
  { use, answer, user }: AnsweredName,
  input: RuleInput,
): ConnectionEnd[] {
  const isDirect = answer.kind === 'service' && answer.isPod;
  const ports = service.ports.filter(({ port }) => use.port === undefined || port === use.port);
  if (isDirect || service.addressing === 'headless') return directEnds(service, use.port);
  const key = `${service.namespace}/${service.name}`;
  const written = service.selector === null ? (input.shared(writtenByHand).get(key) ?? []) : [];
  const byHand = written.flatMap(({ endpoints, ports: own }) =>
    own.flatMap(({ port, name, protocol }) => {
      if (port === undefined || !ports.some((one) => one.name === name)) return [];
      return endpoints.flatMap(({ addresses, target }): ConnectionEnd[] => {
        if (target) return [];
        const parsed = parseAddresses(addresses.join());
        const party = parsed && { addresses: parsed };
        return party
          ? [{ party, name: addresses.join(), protocol: protocolOf(protocol), port }]
          : [];
      });
    }),
  );
  const selected = service.workloads.map(({ workload }) => workload);
  // A pod reaches itself whatever policies say.
  if (selected.includes(user)) return [];
  const byPods = ports.flatMap(({ targets, protocol }) =>
    targets.flatMap(({ workload: id, port }): ConnectionEnd[] => {
      const party = selected.find((workload) => workload.id === id);
      return party && port !== undefined
        ? [{ party, name: id, protocol: protocolOf(protocol), port }]
        : [];
    }),
  );
  return [...byPods, ...byHand];
}

/** Pods that are reached at their own addresses: no Service changes the port. */
function directEnds({ workloads, ports }: Service, asked: number | undefined): ConnectionEnd[] {
  return workloads.flatMap(({ workload }) => {
    const numbers =
      asked === undefined
        ? ports
            .flatMap((port) => port.targets.filter((target) => target.workload === workload.id))
            .map((target) => target.port)
        : [asked];
    return numbers.flatMap((port): ConnectionEnd[] =>
      port === undefined ? [] : [{ party: workload, name: workload.id, protocol: 'TCP', port }],
    );
  });
}

function protocolOf(protocol: string): Protocol {
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP';
}

/** EndpointSlices that no controller makes, by the `namespace/name` of their Service. */
function writtenByHand({ model }: RuleInput): ReadonlyMap<string, readonly EndpointSlice[]> {
  const written = model.slices.filter(({ stored }) => stored !== undefined);
  return Map.groupBy(written, ({ namespace, service }) => `${namespace}/${service}`);
}
