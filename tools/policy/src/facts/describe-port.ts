import type { ServicePort } from '@fingerpost/discovery';

/** How messages name a port of a Service: `port http (9000)`, `port 9000`; with its protocol where that is not TCP. */
export function describePort({ name, port, protocol }: ServicePort): string {
  const number = protocol === 'TCP' ? `${port}` : `${port}/${protocol}`;
  return name === '' ? `port ${number}` : `port ${name} (${number})`;
}
