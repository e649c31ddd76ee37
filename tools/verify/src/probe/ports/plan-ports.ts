import { containerPorts } from '@fingerpost/discovery';
import type { Service, ServicePort } from '@fingerpost/discovery';
import { endpointsFor } from '../endpoints-for.ts';
import { hostPort, serviceAddress } from '../fill-in.ts';
import type { Live, LivePod } from '../live.ts';
import type { Placement } from '../place-probers.ts';
import { serviceSource } from '../predicted-by.ts';
import type { Probe } from '../probe.ts';
import { expectPod } from '../reachability/expect.ts';
import { servedBy } from '../served-by.ts';
import { mayConnect, pickClient, schemeOf } from '../clients.ts';
import { judgePort } from './judge-port.ts';

/**
 * Which port of the pods each TCP port of a Service leads to, where they have several: it is asked the same as these, and has
 * to answer as the predicted one does. A port that policies close to the client is none that it could be led to.
 */
export function planPorts(live: Live, placement: Placement): readonly Probe[] {
  const clients = [...placement.byWorkload.values()].flat();
  return live.model.services.flatMap((service) => {
    const address = serviceAddress(live, service);
    if (address === undefined) return [];
    return service.ports.flatMap((port) => {
      const found = clients.filter((client) => mayConnect(live, client, service, port));
      const [first] = found;
      if (!first || port.protocol !== 'TCP') return [];
      return probeOf(live, pickClient(found, first, service), { service, port, address }) ?? [];
    });
  });
}

/** Undefined where its pods have one port, or where not all lead to the same one. */
function probeOf(
  live: Live,
  client: LivePod,
  { service, port, address }: { service: Service; port: ServicePort; address: string },
): Probe | undefined {
  const ends = endpointsFor(live.model, service, port, client);
  const [end] = ends;
  const pod = live.pods.find(({ predicted }) => predicted.id === end?.endpoint.pod?.id);
  const [host] = pod?.addresses ?? [];
  if (!end || !pod || host === undefined) return undefined;
  const declared = containerPorts(pod.predicted.spec).filter(({ protocol }) => protocol === 'TCP');
  const numbers = [...new Set([end.port, ...declared.map((one) => one.port)])];
  if (numbers.length === 1 || ends.some((other) => other.port !== end.port)) return undefined;
  const from = { pod: client.predicted, place: client };
  const open = numbers.filter(
    (number) =>
      number === end.port || expectPod(live, from, pod.predicted, 'TCP', number) === 'open',
  );
  const scheme = schemeOf(port);
  const asked = new Map(open.map((number) => [`${scheme}://${hostPort(host, number)}/`, number]));
  const source = serviceSource(service, port);
  return {
    ...(source && { source }),
    part: 'ports',
    subject: `pod(${client.predicted.id}) -> ${service.namespace}/${service.name}:${port.port}`,
    predicted: `leads to ${end.port} of its pods`,
    from: client,
    workloads: servedBy(service),
    question: {
      kind: 'alike',
      url: `${scheme}://${hostPort(address, port.port)}/`,
      others: [...asked.keys()],
    },
    judge: (answer, seen) => judgePort({ port: end.port, asked }, answer, seen),
  };
}
