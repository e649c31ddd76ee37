/**
 * Holds the enforcer of NetworkPolicies against the kernel: `node tools/lab/test/differential-netpol.ts [--cases N]
 * [--seed S]`, as root on Linux. Random policies are put into force in network namespaces of its own; TCP and UDP of both
 * families are then tried between pods, and between pods and a host outside, and have to go as the filter and the model
 * of discovery say. `nft` also checks the text of many more random filters. Elsewhere it says why it is skipped.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { SEARCH_PATH } from '../src/process/search-path.ts';
import { applyFilter, findNetworkNamespace } from '../src/netpol/nft/apply-filter.ts';
import { printFilter } from '../src/netpol/nft/print-filter.ts';
import { makeFilter } from '../src/netpol/rules/make-filter.ts';
import type { ClusterObjects } from '../src/netpol/rules/make-filter.ts';
import { judge } from './netpol/judge.ts';
import type { Packet } from './netpol/judge.ts';
import { makeKernelNetwork } from './netpol/kernel-network.ts';
import type { KernelNetwork } from './netpol/kernel-network.ts';
import { predict } from './netpol/predict.ts';
import { OTHERS, podAddresses, POD_NETWORKS, randomCluster } from './netpol/random-cluster.ts';

const PORTS = [53, 80, 81, 8080];
const POD_COUNT = 5;
const PACKETS = 120;
const TIMEOUT_MS = 250;
/** For what should have been answered and was not: a busy machine is slow. */
const PATIENT_MS = 5000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

const pods = Array.from({ length: POD_COUNT }, (_, index) => podAddresses(index));
const cluster = randomCluster({ pods: POD_COUNT, ports: PORTS });
const everybody = [...pods.flat(), ...OTHERS];
const isOutside = (address: string): boolean => OTHERS.some((other) => other === address);
const packets = everybody.flatMap((from) =>
  everybody
    .filter((to) => to !== from && !(isOutside(to) && isOutside(from)))
    .filter((to) => to.includes(':') === from.includes(':'))
    .flatMap((to) =>
      (['TCP', 'UDP'] as const).flatMap((protocol) =>
        PORTS.map((port): Packet => ({ from, to, protocol, port })),
      ),
    ),
);
const askedPackets = fc.shuffledSubarray(packets, { minLength: PACKETS, maxLength: PACKETS });

// Whatever npx and Nx put before the programs of the system.
process.env['PATH'] = SEARCH_PATH;
const missing = whatIsMissing();
if (missing === undefined) await run();
else process.stdout.write(`skipped: ${missing}\n`);

function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'only root makes network namespaces';
  const absent = ['nft', 'ip', 'nsenter', 'sysctl', 'conntrack'].filter(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error,
  );
  return absent.length > 0 ? `not installed: ${absent.join(', ')}` : undefined;
}

async function run(): Promise<void> {
  const [cases, seed] = [Number(values.cases), Number(values.seed)];
  process.stdout.write(`seed ${seed}, ${cases} cases\n`);
  const network = await makeKernelNetwork({ pods, others: OTHERS, ports: PORTS });
  try {
    await checkTexts(network, seed, cases * 10);
    await checkPackets(network, seed, cases);
  } finally {
    network.remove();
  }
}

async function checkTexts(network: KernelNetwork, seed: number, numRuns: number): Promise<void> {
  const large = randomCluster({ pods: 12, ports: [...PORTS, 65_535] });
  const whyNot = (text: string): string | undefined => {
    const command = [`--net=/run/netns/${network.node}`, 'nft', '-c', '-f', '-'];
    const { status, stderr } = spawnSync('nsenter', command, { input: text, encoding: 'utf8' });
    return status === 0 ? undefined : stderr;
  };
  if (whyNot('table inet broken { chain') === undefined) throw new Error('nft takes anything');
  fc.assert(
    fc.property(large, fc.boolean(), (objects, isClosed) => {
      const text = printFilter(makeFilter(objects, isClosed ? POD_NETWORKS : []));
      const why = whyNot(text);
      if (why !== undefined) throw new Error(`${why}\n${text}`);
    }),
    { seed, numRuns },
  );
  process.stdout.write(`nft takes ${numRuns} random filters\n`);
}

async function checkPackets(network: KernelNetwork, seed: number, numRuns: number): Promise<void> {
  const seen = { allowed: 0, refused: 0, 'slowly answered': 0 };
  await fc.assert(
    fc.asyncProperty(cluster, fc.boolean(), askedPackets, async (objects, isClosed, asked) => {
      const filter = makeFilter(objects, isClosed ? POD_NETWORKS : []);
      const isPredicted = isClosed ? (packet: Packet) => judge(filter, packet) : predict(objects);
      await applyFilter(await findNetworkNamespace(network.node), printFilter(filter));
      network.forget();
      const answers = await network.ask(asked, TIMEOUT_MS);
      const late = asked.filter((packet, index) => !answers[index] && isPredicted(packet));
      const lateAnswers = await network.ask(late, PATIENT_MS);
      seen['slowly answered'] += late.length;
      for (const [index, packet] of asked.entries()) {
        const real = answers[index] || (lateAnswers[late.indexOf(packet)] ?? false);
        seen[real ? 'allowed' : 'refused'] += 1;
        if (real === isPredicted(packet)) continue;
        const state = network.tell();
        const again = await network.ask([packet, packet, packet], TIMEOUT_MS);
        const words = again.map(wordOf).join(', ');
        throw new Error(`${describe(objects, packet, real)}\nagain: ${words}\n${state}`);
      }
    }),
    { seed, numRuns, endOnFailure: true },
  );
  process.stdout.write(`the kernel agrees: ${JSON.stringify(seen)}\n`);
}

function describe(objects: ClusterObjects, packet: Packet, real: boolean): string {
  const { from, to, protocol, port } = packet;
  return `${from} -> ${to} ${protocol} ${port} ${wordOf(real)}\n${JSON.stringify(objects)}`;
}

function wordOf(real: boolean): string {
  return real ? 'passed' : 'was dropped';
}
