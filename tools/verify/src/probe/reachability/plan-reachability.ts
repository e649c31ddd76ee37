import { hostPort } from '../fill-in.ts';
import type { Live, LivePod } from '../live.ts';
import { skip } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { Probe } from '../probe.ts';
import type { Destination } from './destination.ts';
import type { Client } from './expect.ts';
import { describeExpected } from './expected.ts';
import type { Expected } from './expected.ts';
import { judgeConnection } from './judge-connection.ts';
import { toPods } from './to-pods.ts';
import { toServices } from './to-services.ts';

/**
 * Connections from a pod to every port of every Service, to a port that no Service has, to every port of a pod of every
 * workload, itself included, and to one that no pod has: allowed and denied ones.
 */
export function planReachability(live: Live, from: LivePod): Plan {
  const client: Client = { pod: from.predicted, place: from };
  const all = [...toServices(live, client), ...toPods(live, client)];
  const whyNot = ({ protocol, expected }: Destination): string | undefined => {
    if (protocol === 'SCTP') return 'the prober does not speak SCTP';
    return expected
      ? undefined
      : 'it depends on something that the manifests do not say, as on whether an ipBlock means pods';
  };
  return {
    probes: all.flatMap((one) =>
      one.expected && whyNot(one) === undefined ? probeOf(from, one, one.expected) : [],
    ),
    skipped: all.flatMap((one) => {
      const reason = whyNot(one);
      const predicted = one.expected ? describeExpected(one.expected) : 'not known';
      const about = { part: one.part, subject: subjectOf(from, one.subject), predicted };
      return reason === undefined ? [] : [skip(about, reason)];
    }),
  };
}

function probeOf(
  from: LivePod,
  { part, subject, address, port, protocol, workloads, source }: Destination,
  expected: Expected,
): Probe {
  const asked = {
    network: protocol === 'UDP' ? ('udp' as const) : ('tcp' as const),
    address: hostPort(address, port),
  };
  return {
    part,
    subject: subjectOf(from, subject),
    predicted: describeExpected(expected),
    from,
    workloads,
    ...(source && { source }),
    question: { kind: 'connect', ...asked },
    judge: (answer, seen) => judgeConnection(expected, asked, answer, seen),
  };
}

function subjectOf({ predicted }: LivePod, to: string): string {
  return `pod(${predicted.id}) -> ${to}`;
}
