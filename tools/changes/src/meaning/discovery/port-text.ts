import type { ServicePort } from '@fingerpost/discovery';

/** `http 9000`, `9000`, `dns 53/UDP` */
export function portLabel({ name, port, protocol }: ServicePort): string {
  const number = protocol === 'TCP' ? `${port}` : `${port}/${protocol}`;
  return name === '' ? number : `${name} ${number}`;
}

/** What two versions of a port have in common. */
export function commonLabel(before: ServicePort, after: ServicePort): string {
  const [old, fresh] = [before, after].map((port) => portLabel({ ...port, name: '' }));
  const name = before.name === after.name ? before.name : '';
  const number = old === fresh ? old : '';
  return [name, number].filter(Boolean).join(' ') || 'port';
}

/** Whether a port leads to pods none of which has what it asks for. */
export function leadsNowhere({ targets }: ServicePort): boolean {
  return targets.length > 0 && targets.every(({ port }) => port === undefined);
}

/** `http 9000 -> http (8080)`; the numbers only where they are asked for. */
export function portText(port: ServicePort, withNumbers: boolean): string {
  const { targetPort, targets, nodePort, appProtocol } = port;
  const numbers = [...new Set(targets.map((target) => target.port))].filter(
    (number) => number !== targetPort,
  );
  const nowhere = leadsNowhere(port) ? ': no endpoints' : '';
  const known = numbers.map((number) => number ?? NOTHING).toSorted();
  const resolved = withNumbers && known.length > 0 ? ` (${known.join(', ')}${nowhere})` : '';
  return [
    `${portLabel(port)} -> ${targetPort}${resolved}`,
    ...(nodePort === undefined || nodePort === 0 ? [] : [`node port ${nodePort}`]),
    ...(appProtocol === '' ? [] : [appProtocol]),
  ].join(', ');
}

const NOTHING = 'no container has it';
