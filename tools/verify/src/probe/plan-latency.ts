import type { NameServerAddress } from './dns/name-server-of.ts';
import { addressOf } from './fill-in.ts';
import type { Live, LivePod } from './live.ts';
import { describeLoad, isQuiet, loadFigures } from './prober/busy.ts';
import type { Answer } from './prober/question.ts';
import type { Judgement, Probe, Seen } from './probe.ts';

/** Times of DNS, in milliseconds: 99 of 100 answers are to come within it. */
const OBJECTIVE = 10;
const TIMES = 500;

/** How fast the name server answers, from one pod of each zone; and names outside the zone are left to others. */
export function planLatency(
  live: Live,
  askers: readonly LivePod[],
  server: NameServerAddress,
): Probe[] {
  const { model } = live;
  const service = model.services.find(
    ({ addressing, clusterIPs }) =>
      addressing === 'cluster-ip' && addressOf(live, clusterIPs[0] ?? '') !== undefined,
  );
  if (!service) return [];
  const name = `${service.name}.${service.namespace}.svc.${model.environment.clusterDomain}.`;
  const zones = Map.groupBy(askers, ({ zone }) => zone);
  return [...zones.values()].flatMap(([pod]): Probe[] =>
    pod
      ? [
          {
            part: 'latency',
            subject: `pod(${pod.predicted.id}) ${name} A`,
            predicted: `99 of 100 answers within ${OBJECTIVE} ms`,
            from: pod,
            workloads: server.workloads,
            question: { kind: 'dns', name, type: 'A', server: server.address, times: TIMES },
            judge: judgeLatency,
          },
        ]
      : [],
  );
}

/** Fast answers are fast on a busy machine too; slow ones say nothing of the name server there. Refusals are fast as well. */
function judgeLatency(
  { p50 = 0, p99 = 0, sent = 0, failed = {}, result, rcode }: Answer,
  { load }: Pick<Seen, 'load'>,
): Judgement {
  const lost = Object.values(failed).reduce((sum, count) => sum + count, 0);
  const figures = { queries: sent, lost, p50, p99, ...loadFigures(load) };
  const real = `p50 ${p50} ms, p99 ${p99} ms${lost > 0 ? `, ${lost} of ${sent} lost` : ''}`;
  if (result === 'answered' && rcode !== 'NOERROR') {
    const reason = 'the name server does not answer with the record';
    return { real: rcode ?? 'no code', verdict: 'disagrees', reason, figures, again: true };
  }
  if (result === 'answered' && lost === 0 && p99 < OBJECTIVE) {
    return { real, verdict: 'agrees', figures };
  }
  if (!isQuiet(load)) {
    const reason = `the machine is too busy to tell: ${describeLoad(load)}`;
    return { real, verdict: 'not-conclusive', reason, figures, again: true };
  }
  const reason = lost > 0 ? 'answers were lost' : 'the name server is slower than promised';
  return { real, verdict: 'disagrees', reason, figures, again: true };
}
