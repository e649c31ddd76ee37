import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';
import { describeObject } from '@fingerpost/discovery';
import type { Attempt, Connection, NearName, Story } from '@fingerpost/discovery';

import { describeFailure } from './dns-part.ts';
import { describeMissingRules } from './missing-rules.ts';
import { describeConnection, describeSide, ENDINGS, portLabel } from './story-connection.ts';
import { answersOf } from './story-json.ts';

/** The story of a lookup as lines, from the question to what becomes of a connection. */
export function formatStory(story: Story, style: Style): string {
  const { name, from, pod } = story;
  const asks = pod ? `${from.id}, pod(${pod.id})` : `${from.id}, which has no pods now`;
  const parts = [
    [`${style.heading(printable(name))} from ${printable(asks)}`],
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

function describeNames({ resolver, nameServer, start, lookup }: Story): string[] {
  const [server] = resolver.nameservers;
  const lines = ['DNS'];
  if (!server) lines.push('  asks the name server of its node, of which nothing is known');
  else if (server.ofCluster) {
    lines.push(`  asks ${server.address}, port 53: ${accessTo(nameServer)}`);
  } else lines.push(`  asks ${server.address}, of which nothing is known`);
  if (nameServer && !nameServer.udp.allowed) {
    const { egress, ingress } = nameServer.udp;
    for (const side of [egress, ingress]) {
      const what = side.direction === 'Egress' ? 'out of the pod' : 'into the name server';
      if (!side.allowed) lines.push(...describeSide(side, what).map((line) => `  ${line}`));
    }
  }
  if (start?.result === 'failed') lines.push(`  ${describeFailure(start)}`);
  for (const attempt of lookup.attempts) {
    const answers = answersOf(attempt);
    const says = answers.length > 0 ? answers.join(', ') : OUTCOMES[attempt.outcome];
    lines.push(`  ${attempt.name}  ${says}`);
  }
  if (lookup.skippedNodeSearches) {
    lines.push('  search domains of the node come in between: they are not known');
  }
  lines.push(`  ${lookup.queries === 1 ? '1 query' : `${lookup.queries} queries`}, for A and AAAA`);
  return lines.map((line) => printable(line));
}

const OUTCOMES: Readonly<Record<Attempt['outcome'], string>> = {
  found: 'found',
  'no-data': 'exists, without an address',
  'not-found': 'does not exist',
  failed: 'the name server fails',
  unknown: 'only a server outside of the cluster knows',
};

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

/** Nobody sees from manifests who listens where. */
function describeSuccess({ target, connections }: Story): string {
  if (target?.kind === 'outside') return 'It leaves the cluster; who answers outside is not known.';
  const silent = connections.filter(({ ends }) => ends.some((end) => !end.isDeclared));
  if (silent.length === 0) return 'It works.';
  const ports = new Set(silent.flatMap(({ ends }) => ends.map(({ port }) => port)));
  return `It works, where something listens on ${[...ports].join(', ')}.`;
}

function describeVerdict(story: Story, style: Style): string[] {
  const { verdict, nearest } = story;
  if (verdict === 'works') return [style.added(describeSuccess(story))];
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
  const { nameServer, start, lookup, target, connections, from, name } = story;
  if (start?.result === 'failed') {
    return 'CoreDNS does not start, so every lookup fails; one that runs keeps the configuration that it has';
  }
  if (nameServer && !nameServer.udp.allowed) {
    return `${printable(from.id)} may not ask the name server, so every lookup times out`;
  }
  if (!target) {
    const shown = printable(name);
    if (lookup.outcome === 'failed') return `the name server fails when it is asked for ${shown}`;
    if (lookup.outcome !== 'unknown') return `${shown} ${OUTCOMES[lookup.outcome]}`;
    return story.verdict === 'unknown'
      ? `only a server outside of the cluster knows ${shown}`
      : `${shown} does not exist in the cluster`;
  }
  const broken = connections.find(({ outcome }) => outcome !== 'open');
  if (!broken) return 'without --port only the name can be told';
  const works = connections.filter(({ outcome }) => outcome === 'open').map(portLabel);
  const rest = works.length === 0 ? '' : `; ${works.join(', ')} works`;
  return printable(`${portLabel(broken)}: ${endingOf(story, broken)}${rest}`);
}

/** Why a connection fails, and what the program sees. */
function endingOf({ target, nameServer }: Story, { outcome, ends }: Connection): string {
  const why = ENDINGS[outcome];
  const outcomes = target?.kind === 'service' ? target.service.outcomes : undefined;
  const isIsolated = (nameServer?.udp.egress.isolatedBy ?? []).length > 0;
  switch (outcome) {
    case 'blocked':
      return `${why}, connections time out`;
    case 'partly-blocked':
      return `${why}, connections to these time out`;
    case 'not-forwarded': {
      const isLetThrough = ends.some(({ policy }) => policy?.allowed !== false);
      return `${why}, ${ended(isLetThrough ? 'refused' : 'timeout', false)}`;
    }
    case 'no-such-port':
      return `${why}, ${ended(outcomes?.unknownPort ?? null, isIsolated)}`;
    case 'no-endpoints':
    case 'no-target-port':
      return `${why}, ${ended(outcomes?.noEndpoints ?? null, isIsolated)}`;
    case 'open':
    case 'unknown':
      return why;
  }
}

/** @param isIsolated policies isolate the pod: they may see what the proxy would refuse before it does, and drop it */
function ended(outcome: 'refused' | 'timeout' | null, isIsolated: boolean): string {
  if (outcome === 'timeout') return 'connections time out';
  if (outcome === null) return 'connections fail';
  return `connections are refused${isIsolated ? ', or time out where policies come before the proxy' : ''}`;
}
