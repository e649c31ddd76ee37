import { integer, intOrString, object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'];

/** What a probe asks, as a text that is the same for probes that ask the same: a named port is its number. */
export function describeHandler(probe: JsonObject | undefined, container: JsonObject): string {
  for (const kind of HANDLERS) {
    const handler = object(probe, kind);
    if (!handler) continue;
    const port = intOrString(handler, 'port');
    const named = objects(container, 'ports').find((item) => text(item, 'name') === port);
    const number = named ? integer(named, 'containerPort') : port;
    const { path = '/', host = '', scheme = 'HTTP', service = '', command = null } = handler;
    const asked = [kind, `${number}`, path, host, scheme, service, command];
    // Where a text is expected, a number may stand that only a bigint holds.
    return JSON.stringify(asked, (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
  }
  return '';
}
