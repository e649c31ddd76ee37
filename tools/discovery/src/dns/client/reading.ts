import { labelsOf } from '../domain-name.ts';

/**
 * `order`: namespace and Service are swapped; `svc`: the label `svc` or the cluster domain after it is missing; `domain`:
 * another cluster domain; `namespace`: the Service is in another one; `port`: the Service has no such port; `endpoint`: it
 * has no such endpoint; `spelling`.
 */
export type Difference =
  | 'order'
  | 'svc'
  | 'domain'
  | 'namespace'
  | 'port'
  | 'endpoint'
  | 'spelling';

/** A name, taken for one of a Service. */
export interface Reading {
  /** Before the Service: `_http._tcp`, an endpoint; '' for none. */
  readonly prefix: string;
  readonly service: string;
  /** Undefined where the name has none. */
  readonly namespace: string | undefined;
  /** What remains wrong when Service and namespace are right. */
  readonly flaw: Difference | undefined;
}

/** What a wrong name may mean. The label `svc` tells where the Service stands; without it every possibility is read. */
export function readingsOf(wrong: string, clusterDomain: string): Reading[] {
  const labels = labelsOf(wrong);
  const domain = labelsOf(clusterDomain);
  const at = labels.lastIndexOf('svc');
  if (at > 0) {
    const after = labels.slice(at + 1);
    const isPrefix = after.every((label, index) => label === domain[index]);
    const flaw =
      after.length === domain.length && isPrefix
        ? undefined
        : isPrefix && after.length > 0
          ? 'svc'
          : 'domain';
    return readLabels(labels.slice(0, at), after.length === 0 ? undefined : flaw);
  }
  const cut = labels.length - domain.length;
  const inDomain = cut > 0 && domain.every((label, index) => label === labels[cut + index]);
  if (inDomain) return readLabels(labels.slice(0, cut), 'svc');
  return readLabels(labels, undefined);
}

/** Service and namespace are the last two labels, in either order, or the Service is the last one. */
function readLabels(labels: readonly string[], flaw: Difference | undefined): Reading[] {
  const last = labels.at(-1) ?? '';
  const second = labels.at(-2);
  const alone: Reading = {
    prefix: labels.slice(0, -1).join('.'),
    service: last,
    namespace: undefined,
    flaw,
  };
  if (second === undefined) return [alone];
  const prefix = labels.slice(0, -2).join('.');
  return [
    { prefix, service: second, namespace: last, flaw },
    { prefix, service: last, namespace: second, flaw: 'order' },
    ...(second.startsWith('_') ? [alone] : []),
  ];
}
