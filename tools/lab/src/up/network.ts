import { CONTROL, CONTROL_ADDRESS, OUTSIDE, OUTSIDE_ADDRESS } from '../layout.ts';
import type { LabNode } from '../layout.ts';
import { addNamespace, configure, setKernel } from '../system/namespaces.ts';

/** The bridge that all namespaces are plugged into. */
const BRIDGE = 'lab0';
const OUTSIDE_CABLE = 'to-outside';

/**
 * Makes all network namespaces and the cables between them. The machine's own namespace gets no link, address or route, so
 * that nothing of the lab can leave it.
 */
export async function makeNetwork(nodes: readonly LabNode[]): Promise<void> {
  for (const name of [CONTROL, OUTSIDE, ...nodes.map(({ namespace }) => namespace)]) {
    await addNamespace(name);
  }
  await configure(CONTROL, [
    'link set lo up',
    `link add ${BRIDGE} type bridge`,
    `addr add ${CONTROL_ADDRESS}/24 dev ${BRIDGE}`,
    `link set ${BRIDGE} up`,
    ...plugIn(OUTSIDE_CABLE, OUTSIDE),
    ...nodes.flatMap(({ cable, namespace }) => plugIn(cable, namespace)),
    ...podRoutes(nodes),
  ]);
  await configure(OUTSIDE, [
    'link set lo up',
    `addr add ${OUTSIDE_ADDRESS}/24 dev eth0`,
    'link set eth0 up',
    ...podRoutes(nodes),
  ]);
  await Promise.all(nodes.map((node) => configureNode(node, nodes)));
}

async function configureNode(node: LabNode, nodes: readonly LabNode[]): Promise<void> {
  await configure(node.namespace, [
    'link set lo up',
    `addr add ${node.address}/24 dev eth0`,
    'link set eth0 up',
    // Whatever is no address of the cluster is outside.
    `route add default via ${OUTSIDE_ADDRESS}`,
    ...podRoutes(nodes.filter((other) => other !== node)),
  ]);
  await setKernel(node.namespace, {
    'net.ipv4.ip_forward': '1',
    // Traffic between two pods of a node passes its bridge: Services and policies must see it.
    'net.bridge.bridge-nf-call-iptables': '1',
    'net.ipv4.conf.all.rp_filter': '0',
  });
}

/** A cable from the bridge to the namespace, where its end is called eth0. */
function plugIn(cable: string, namespace: string): readonly string[] {
  return [
    `link add ${cable} type veth peer name eth0 netns ${namespace}`,
    `link set ${cable} master ${BRIDGE} up`,
  ];
}

function podRoutes(nodes: readonly LabNode[]): readonly string[] {
  return nodes.map(({ podCIDR, address }) => `route replace ${podCIDR} via ${address}`);
}
