import { describeObject } from '@fingerpost/discovery';
import type { Attempt, Explanation, SideExplanation, Story } from '@fingerpost/discovery';
import { placeOfField } from '@fingerpost/policy';

import { describeMiss } from './story-miss.ts';

/** The story as JSON: ids in place of objects, fields with the line where they were written. */
export function storyJson(story: Story): unknown {
  const { name, from, pod, resolver, nameServer, start, lookup } = story;
  const { target, connections, nearest, verdict } = story;
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
    start: start ?? null,
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

/** The answers to an attempt, `TYPE value`, each once. */
export function answersOf({ replies }: Attempt): string[] {
  return [
    ...new Set(
      replies.flatMap(({ answers }) => answers.map(({ type, value }) => `${type} ${value}`)),
    ),
  ];
}
