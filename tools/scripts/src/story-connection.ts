import { plural, printable } from '@fingerpost/text';
import { containerPorts, describeObject } from '@fingerpost/discovery';
import type {
  Connection,
  ConnectionEnd,
  Service,
  SideExplanation,
  StoredObject,
  Story,
} from '@fingerpost/discovery';
import { placeOfField } from '@fingerpost/policy';

import { describeMiss } from './story-miss.ts';

/** What becomes of a connection. */
export const ENDINGS: Readonly<Record<Connection['outcome'], string>> = {
  'no-such-port': 'the Service has no such port',
  'no-target-port': 'the pods have no port with the name that the Service sends to',
  'not-forwarded': 'the pods have it under another number, and a headless Service sends nothing on',
  'no-endpoints': 'there are no ready endpoints',
  blocked: 'a NetworkPolicy drops the packets',
  'partly-blocked': 'a NetworkPolicy drops the packets to some of the endpoints',
  open: 'open',
  unknown: 'no manifest says who is there',
};

/** A connection as lines: where it goes, and what the policies of both ends say. */
export function describeConnection(story: Story, connection: Connection): string[] {
  const { ends, outcome } = connection;
  const label = portLabel(connection);
  const why = describeCause(story, connection);
  if (ends.length === 0) return [printable(`${label}: ${ENDINGS[outcome]}`), ...why];
  const ways = ends.flatMap((end) => {
    const pods = end.workload ? `, ${end.ready} of ${plural(end.total, 'pod')} ready` : '';
    const where = end.workload?.id ?? (end.total > 0 ? end.addresses.join(', ') : '');
    const lines = [printable(where === '' ? label : `${label} -> ${end.port} of ${where}${pods}`)];
    if (end.workload && !end.isDeclared) {
      lines.push(`  no container declares port ${end.port}; it need not`);
    }
    return [...lines, ...describePolicy(story, end)];
  });
  return [...ways, ...why];
}

/** What of the Service leads nowhere. */
function describeCause({ target }: Story, { outcome, portName, port }: Connection): string[] {
  const service = target?.kind === 'outside' ? undefined : target?.service;
  if (!service) return [];
  switch (outcome) {
    case 'no-such-port': {
      const ports = service.ports.map(({ name, port: number, protocol }) =>
        [name, `${number}/${protocol}`].filter(Boolean).join(' '),
      );
      return [printable(`  it has ${ports.join(', ') || 'none'}`)];
    }
    case 'no-endpoints':
      return describeSelection(service);
    case 'no-target-port':
    case 'not-forwarded':
      return service.ports
        .filter((one) => one.name === portName || (portName === '' && one.port === port))
        .flatMap((one) => describeTargets(service, one));
    case 'blocked':
    case 'partly-blocked':
    case 'open':
    case 'unknown':
      return [];
  }
}

function describeSelection({
  stored,
  selector,
  workloads,
  namespace,
  endpoints,
}: Service): string[] {
  if (selector === null) {
    return endpoints.total === 0
      ? ['  it has no selector, and no EndpointSlice with an endpoint is written for it']
      : ['  it has no selector, and the endpoints that are written for it are not ready'];
  }
  const pods = workloads.flatMap((selected) => selected.pods);
  const labels = selector.map(({ key, values }) => `${key}=${values.join()}`).join(', ');
  const says =
    pods.length === 0
      ? `no pod of ${namespace} has ${labels}`
      : `${plural(pods.length, 'pod')} with ${labels}, and none is ready`;
  return [
    `  ${printable(says)}`,
    ...workloads
      .filter((selected) => selected.pods.length === 0)
      .map(({ workload }) => printable(`  ${workload.id} would make some, and has none now`)),
    `    ${placed(stored, 'spec.selector')}`,
  ];
}

function describeTargets(
  { stored, ports, workloads }: Service,
  { targetPort, name }: Service['ports'][number],
): string[] {
  const index = ports.findIndex((one) => one.name === name);
  return workloads.flatMap(({ workload }) => {
    const declared = containerPorts(workload.spec).map((one) =>
      [one.name, `${one.port}/${one.protocol}`].filter(Boolean).join(' '),
    );
    const has = declared.join(', ') || 'none';
    return [
      printable(`  targetPort is ${targetPort}; the ports of ${workload.id}: ${has}`),
      `    ${placed(stored, `spec.ports[${index}].targetPort`)}`,
    ];
  });
}

/** `port http 9000/TCP` */
export function portLabel({ port, portName, protocol }: Connection): string {
  const number = port === undefined ? '' : `${port}/${protocol}`;
  return `port ${[portName, number].filter(Boolean).join(' ')}`;
}

function describePolicy(story: Story, { policy, workload, addresses }: ConnectionEnd): string[] {
  if (!policy) {
    const from = printable(story.from.id);
    if (addresses.length === 0) return [`  ${from} may not reach any address outside on this port`];
    if (addresses.includes('everywhere')) return [`  ${from} may reach every address on this port`];
    const where = addresses.join(', ');
    return [`  policies let it reach ${where}; whether that is where the name leads is not known`];
  }
  return [
    ...describeSide(policy.egress, `out of ${story.from.id}`),
    ...(workload ? describeSide(policy.ingress, `into ${workload.id}`) : []),
  ];
}

/** What the policies of one side say, with the rules that allow it or the policies that isolate. */
export function describeSide(
  { allowed, isolatedBy, allowedBy, misses }: SideExplanation,
  what: string,
): string[] {
  if (isolatedBy.length === 0) {
    return [printable(`  ${what}: allowed, no NetworkPolicy isolates it`)];
  }
  if (allowed) {
    const [rule] = allowedBy;
    return [
      `  ${printable(what)}: allowed`,
      ...(rule ? [`    ${placed(rule.policy, rule.field)}`] : []),
    ];
  }
  const [nearest] = misses;
  const isNear = nearest && nearest.peers.length === 0 && nearest.ports.length > 0;
  return [
    `  ${printable(what)}: BLOCKED, no rule allows it`,
    ...isolatedBy.map((policy) => `    isolated by ${placed(policy, '')}`),
    ...(isNear
      ? [
          `    nearest: ${placed(nearest.policy, nearest.field)}`,
          `      ${printable(describeMiss(nearest))}`,
        ]
      : []),
  ];
}

/** `NetworkPolicy/backend/go-server spec.egress[0]  file:line` */
function placed(policy: StoredObject, field: string): string {
  const { file, line } = placeOfField(policy.resource, field);
  const place = line === undefined ? file : `${file}:${line}`;
  return printable([describeObject(policy), field, place && ` ${place}`].filter(Boolean).join(' '));
}
