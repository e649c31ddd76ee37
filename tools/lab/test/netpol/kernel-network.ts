import { execFileSync, spawn, spawnSync } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Packet } from './judge.ts';
import type { Question } from './probe-agent.ts';

/** A node with pods on a bridge, and a host beside it, each in a network namespace that only this process knows. */
export interface KernelNetwork {
  /** The network namespace of the node. */
  readonly node: string;
  /** Sends packets, each from the host that has its `from`: whether there was an answer. */
  ask(packets: readonly Packet[], timeoutMs: number): Promise<readonly boolean[]>;
  /** Makes the node's kernel forget all connections: one that has the ports of an earlier one would go on. */
  forget(): void;
  /** What the node's kernel has in force and remembers of connections, for who looks at a difference. */
  tell(): string;
  /** Removes everything. */
  remove(): void;
}

export interface KernelNetworkOptions {
  /** The addresses of each pod, one of each family. */
  readonly pods: readonly (readonly string[])[];
  /** The addresses of the host outside. */
  readonly others: readonly string[];
  /** What every pod and the host outside listen on. */
  readonly ports: readonly number[];
}

interface Agent {
  readonly addresses: readonly string[];
  ask(question: Question): Promise<readonly boolean[]>;
  stop(): void;
}

export async function makeKernelNetwork(options: KernelNetworkOptions): Promise<KernelNetwork> {
  const { pods, others, ports } = options;
  const base = `fp-np-${process.pid}`;
  const names = [base, `${base}-out`, ...pods.map((_, index) => `${base}-${index + 1}`)];
  const agents: Agent[] = [];
  const remove = (): void => {
    for (const agent of agents) agent.stop();
    for (const name of names) spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  };
  try {
    const [node = '', outside = '', ...own] = names;
    for (const name of names) run('ip', 'netns', 'add', name);
    for (const name of names) run('ip', '-n', name, 'link', 'set', 'lo', 'up');
    set(node, 'net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding');
    run('ip', '-n', node, 'link', 'add', 'br0', 'type', 'bridge');
    set(node, 'net.bridge.bridge-nf-call-iptables', 'net.bridge.bridge-nf-call-ip6tables');
    for (const gateway of ['10.42.1.254/24', 'fd00:42::fe/64']) addAddress(node, 'br0', gateway);
    run('ip', '-n', node, 'link', 'set', 'br0', 'up');
    for (const [index, name] of own.entries()) {
      connectTo(node, `pod-${index + 1}`, name, (pods[index] ?? []).map(withLength));
      run('ip', '-n', node, 'link', 'set', `pod-${index + 1}`, 'master', 'br0');
      addRoutes(name, ['10.42.1.254', 'fd00:42::fe']);
    }
    connectTo(node, 'out', outside, others.map(withLength));
    for (const gateway of ['192.0.2.1/24', '10.200.0.1/24', '2001:db8::1/64']) {
      addAddress(node, 'out', gateway);
    }
    addRoutes(outside, ['192.0.2.1', '2001:db8::1']);
    const started = await Promise.all(
      own.map((name, index) => startAgent(name, pods[index] ?? [], ports)),
    );
    agents.push(...started, await startAgent(outside, others, ports));
    const tell = (): string =>
      [
        ['nft', 'list', 'ruleset'],
        ['cat', '/proc/net/nf_conntrack'],
      ]
        .map((command) => output('nsenter', `--net=/run/netns/${node}`, ...command))
        .join('\n');
    const forget = (): void => run('nsenter', `--net=/run/netns/${node}`, 'conntrack', '--flush');
    return { node, remove, forget, tell, ask: (packets, limit) => askAll(agents, packets, limit) };
  } catch (error) {
    remove();
    throw error;
  }
}

async function askAll(
  agents: readonly Agent[],
  packets: readonly Packet[],
  timeoutMs: number,
): Promise<readonly boolean[]> {
  const answers = new Map<Packet, boolean>();
  const ask = async (agent: Agent): Promise<void> => {
    const own = packets.filter(({ from }) => agent.addresses.includes(from));
    const open = own.length === 0 ? [] : await agent.ask({ packets: own, timeoutMs });
    for (const [index, packet] of own.entries()) answers.set(packet, open[index] ?? false);
  };
  await Promise.all(agents.map(ask));
  return packets.map((packet) => answers.get(packet) ?? false);
}

async function startAgent(
  name: string,
  addresses: readonly string[],
  ports: readonly number[],
): Promise<Agent> {
  const script = new URL('probe-agent.ts', import.meta.url).pathname;
  const listening = [addresses.join(','), ports.join(',')];
  const command = [`--net=/run/netns/${name}`, process.execPath, script, ...listening];
  const child = spawn('nsenter', command, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name}: the agent ended`);
    return JSON.parse(value);
  };
  await next();
  return {
    addresses,
    ask: async (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const answer: readonly boolean[] = await next();
      return answer;
    },
    stop: () => child.kill('SIGKILL'),
  };
}

/** A pair of interfaces, `link` at the node and `eth0` in the other namespace. */
function connectTo(node: string, link: string, name: string, addresses: readonly string[]): void {
  run('ip', '-n', node, 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  for (const address of addresses) addAddress(name, 'eth0', address);
  run('ip', '-n', name, 'link', 'set', 'eth0', 'up');
  run('ip', '-n', node, 'link', 'set', link, 'up');
}

function addAddress(name: string, link: string, address: string): void {
  // Nobody else may have it: it can be used at once.
  const flags = address.includes(':') ? ['nodad'] : [];
  run('ip', '-n', name, 'addr', 'add', address, 'dev', link, ...flags);
}

function addRoutes(name: string, gateways: readonly string[]): void {
  for (const gateway of gateways) run('ip', '-n', name, 'route', 'add', 'default', 'via', gateway);
}

/** All networks of the test are of these lengths. */
function withLength(address: string): string {
  return `${address}/${address.includes(':') ? 64 : 24}`;
}

function set(name: string, ...keys: readonly string[]): void {
  for (const key of keys) run('nsenter', `--net=/run/netns/${name}`, 'sysctl', '-qw', `${key}=1`);
}

function output(command: string, ...words: readonly string[]): string {
  return spawnSync(command, words, { encoding: 'utf8' }).stdout;
}

function run(command: string, ...words: readonly string[]): void {
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
}
