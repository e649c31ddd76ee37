import { plural, printable } from '@fingerpost/changes';
import type { Style } from '@fingerpost/changes';
import { describeObject } from '@fingerpost/discovery';
import type {
  Attempt,
  Connection,
  ConnectionEnd,
  Explanation,
  NearName,
  SideExplanation,
  StoredObject,
  Story,
} from '@fingerpost/discovery';
import { placeOfField } from '@fingerpost/policy';

import { describeMissingRules } from './missing-rules.ts';
import { describeMiss } from './story-miss.ts';

/** The story of a lookup as lines, from the question to what becomes of a connection. */
export function formatStory(story: Story, style: Style): string {
  const { name, from, pod } = story;
  const asks = pod ? `${from.id}, pod(${pod.id})` : `${from.id}, which has no pods now`;
  const parts = [
    [`${style.heading(name)} from ${asks}`],
    describeNames(story),
    describeTarget(story),
    ...story.connections.map((connection) => describeConnection(story, connection)),
    describeVerdict(story, style),
    describeMissingRules(story),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** The story as JSON: ids in place of objects, fields with the line where they were written. */
export function storyJson(story: Story): unknown {
  const { name, from, pod, resolver, nameServer, lookup, target, connections, nearest, verdict } =
    story;
  return {
    name,
    from: from.id,
    pod: pod ? `pod(${pod.id})` : null,
    verdict,
    resolver: {
      nameservers: resolver.nameservers.map(({ address }) => address),
      searches: resolver.searches,
      ndots: resolver.ndots,
    },
    nameServer: nameServer
      ? { udp: explanationJson(nameServer.udp), tcp: explanationJson(nameServer.tcp) }
      : null,
    lookup: {
      outcome: lookup.outcome,
      name: lookup.name ?? null,
      queries: lookup.queries,
      tried: lookup.attempts.map((attempt) => ({
        name: attempt.name,
        outcome: attempt.outcome,
        answers: answersOf(attempt),
      })),
    },
    target: target
      ? {
          kind: target.kind,
          service: target.service ? describeObject(target.service.stored) : null,
        }
      : null,
    connections: connections.map(({ port, portName, protocol, outcome, ends }) => ({
      port: port ?? null,
      portName,
      protocol,
      outcome,
      ends: ends.map((end) => ({
        workload: end.workload?.id ?? null,
        addresses: end.addresses,
        port: end.port,
        ready: end.ready,
        total: end.total,
        declared: end.isDeclared,
        policy: end.policy ? explanationJson(end.policy) : null,
      })),
    })),
    nearest,
  };
}

function explanationJson({ allowed, egress, ingress }: Explanation): unknown {
  return { allowed, egress: sideJson(egress), ingress: sideJson(ingress) };
}

function sideJson({ allowed, isolatedBy, allowedBy, misses }: SideExplanation): unknown {
  return {
    allowed,
    isolatedBy: isolatedBy.map((policy) => describeObject(policy)),
    allowedBy: allowedBy.map(({ policy, field }) => placeOfField(policy.resource, field)),
    misses: misses.map((miss) => ({
      ...placeOfField(miss.policy.resource, miss.field),
      lacks: describeMiss(miss),
    })),
  };
}

function describeNames({ resolver, nameServer, lookup }: Story): string[] {
  const [server] = resolver.nameservers;
  const lines = ['DNS'];
  if (server) lines.push(`  asks ${server.address}, port 53: ${accessTo(nameServer)}`);
  else lines.push('  asks the name server of its node, of which nothing is known');
  for (const attempt of lookup.attempts) {
    const answers = answersOf(attempt);
    const says = answers.length > 0 ? answers.join(', ') : OUTCOMES[attempt.outcome];
    lines.push(`  ${attempt.name}  ${says}`);
  }
  if (lookup.skippedNodeSearches) {
    lines.push('  search domains of the node come in between: they are not known');
  }
  lines.push(`  ${plural(lookup.queries, 'query').replace('querys', 'queries')}, for A and AAAA`);
  return lines.map((line) => printable(line));
}

const OUTCOMES: Readonly<Record<Attempt['outcome'], string>> = {
  found: 'found',
  'no-data': 'exists, without an address',
  'not-found': 'does not exist',
  failed: 'the name server fails',
  unknown: 'only a server outside of the cluster knows',
};

function answersOf({ replies }: Attempt): string[] {
  return [
    ...new Set(
      replies.flatMap(({ answers }) => answers.map(({ type, value }) => `${type} ${value}`)),
    ),
  ];
}

function accessTo(access: Story['nameServer']): string {
  if (!access) return 'the name server is not among the manifests';
  if (!access.udp.allowed) return 'BLOCKED for UDP';
  return access.tcp.allowed ? 'allowed' : 'allowed for UDP, blocked for TCP';
}

function describeTarget({ target }: Story): string[] {
  if (!target) return [];
  switch (target.kind) {
    case 'service': {
      const { stored, type, endpoints } = target.service;
      const ready = `${endpoints.ready} of ${plural(endpoints.total, 'endpoint')} ready`;
      return [printable(`${describeObject(stored)}  ${type}, ${ready}`)];
    }
    case 'endpoints': {
      const through = target.service ? ` of ${describeObject(target.service.stored)}` : '';
      return [
        printable(
          `${plural(target.addresses.length, 'endpoint')}${through}: no proxy, the client chooses`,
        ),
      ];
    }
    case 'outside': {
      const alias = target.service
        ? `${describeObject(target.service.stored)} is an alias of `
        : '';
      const what = target.alias ?? target.addresses.join(', ');
      return [printable(`${alias}${what}, outside of the cluster`)];
    }
  }
}

function describeConnection(story: Story, connection: Connection): string[] {
  const { ends, outcome } = connection;
  const label = portLabel(connection);
  if (ends.length === 0) return [printable(`${label}: ${ENDINGS[outcome]}`)];
  return ends.flatMap((end) => {
    const pods = end.workload ? `, ${end.ready} of ${plural(end.total, 'pod')} ready` : '';
    const where = end.workload?.id ?? (end.total > 0 ? end.addresses.join(', ') : '');
    const lines = [printable(where === '' ? label : `${label} -> ${end.port} of ${where}${pods}`)];
    if (end.workload && !end.isDeclared) {
      lines.push(`  no container declares port ${end.port}; it need not`);
    }
    return [...lines, ...describePolicy(story, end)];
  });
}

function portLabel({ port, portName, protocol }: Connection): string {
  const number = port === undefined ? '' : `${port}/${protocol}`;
  return `port ${[portName, number].filter(Boolean).join(' ')}`;
}

function describePolicy(story: Story, { policy, workload, addresses }: ConnectionEnd): string[] {
  if (!policy) {
    if (addresses.length === 0) {
      return [`  ${story.from.id} may not reach any address outside on this port`];
    }
    const where = addresses.join(', ');
    return [`  policies let it reach ${where}; whether that is where the name leads is not known`];
  }
  return [
    ...describeSide(policy.egress, `out of ${story.from.id}`),
    ...(workload ? describeSide(policy.ingress, `into ${workload.id}`) : []),
  ];
}

function describeSide(
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

const ENDINGS: Readonly<Record<Connection['outcome'], string>> = {
  'no-such-port': 'the Service has no such port',
  'no-target-port': 'the pods have no port with the name that the Service sends to',
  'no-endpoints': 'there are no ready endpoints',
  blocked: 'a NetworkPolicy drops the packets',
  'partly-blocked': 'a NetworkPolicy drops the packets to some of the endpoints',
  open: 'open',
  unknown: 'not known',
};

function describeVerdict(story: Story, style: Style): string[] {
  const { verdict, nearest } = story;
  if (verdict === 'works') return [style.added('It works.')];
  if (verdict === 'unknown') return [style.changed(`Not known: ${reasonOf(story)}.`)];
  const lines = [style.error(`It fails: ${reasonOf(story)}.`)];
  if (nearest.length > 0) {
    lines.push(
      'Names that are there:',
      ...nearest.map((near) => `  ${printable(near.name)}  ${DIFFERENCES[near.difference]}`),
    );
  }
  return lines;
}

const DIFFERENCES: Readonly<Record<NearName['difference'], string>> = {
  order: 'the namespace stands behind the Service',
  svc: 'svc and the cluster domain belong to it',
  domain: 'in the domain of this cluster',
  namespace: 'in another namespace',
  port: 'a port that the Service has',
  endpoint: 'an endpoint that the Service has',
  spelling: 'spelled so',
};

function reasonOf(story: Story): string {
  const { nameServer, lookup, target, connections, from, name } = story;
  if (nameServer && !nameServer.udp.allowed) {
    return `${printable(from.id)} may not ask the name server, so every lookup times out`;
  }
  if (!target) {
    return lookup.outcome === 'unknown' && story.verdict === 'unknown'
      ? `only a server outside of the cluster knows ${printable(name)}`
      : `${printable(name)} ${lookup.outcome === 'unknown' ? 'does not exist in the cluster' : OUTCOMES[lookup.outcome]}`;
  }
  const broken = connections.find(({ outcome }) => outcome !== 'open');
  if (!broken) return 'without --port only the name can be told';
  return printable(`${portLabel(broken)}: ${ENDINGS[broken.outcome]}, ${endingOf(story, broken)}`);
}

/** What the program sees. */
function endingOf({ target }: Story, { outcome }: Connection): string {
  if (outcome === 'blocked' || outcome === 'partly-blocked') return 'connections time out';
  const outcomes = target?.kind === 'service' ? target.service.outcomes : undefined;
  if (outcome === 'no-such-port') return ended(outcomes?.unknownPort ?? null);
  if (outcome === 'no-endpoints' || outcome === 'no-target-port') {
    return ended(outcomes?.noEndpoints ?? null);
  }
  return 'it depends on what no manifest says';
}

function ended(outcome: 'refused' | 'timeout' | null): string {
  if (outcome === 'timeout') return 'connections time out';
  return outcome === 'refused' ? 'connections are refused' : 'connections fail';
}
