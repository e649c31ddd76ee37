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
  if (at > 0) return readLabels(labels.slice(0, at), flawAfter(labels.slice(at + 1), domain), true);
  const cut = labels.length - domain.length;
  const inDomain = cut > 0 && domain.every((label, index) => label === labels[cut + index]);
  return inDomain
    ? readLabels(labels.slice(0, cut), 'svc', true)
    : readLabels(labels, undefined, false);
}

/** What is wrong with the labels after `svc`: search domains may complete none, but not a part of the domain. */
function flawAfter(labels: readonly string[], domain: readonly string[]): Difference | undefined {
  if (labels.length === 0) return undefined;
  if (!labels.every((label, index) => label === domain[index])) return 'domain';
  return labels.length < domain.length ? 'svc' : undefined;
}

/**
 * Service and namespace are the last two labels, in either order, or the Service is the last one: in a name that goes on
 * with `svc` or the domain the namespace is then missing.
 */
function readLabels(
  labels: readonly string[],
  flaw: Difference | undefined,
  isQualified: boolean,
): Reading[] {
  const last = labels.at(-1) ?? '';
  const second = labels.at(-2);
  const prefix = labels.slice(0, -1).join('.');
  const alone = {
    prefix,
    service: last,
    namespace: undefined,
    flaw: isQualified ? 'namespace' : flaw,
  } as const;
  if (second === undefined) return [alone];
  const before = labels.slice(0, -2).join('.');
  return [
    { prefix: before, service: second, namespace: last, flaw },
    { prefix: before, service: last, namespace: second, flaw: 'order' },
    alone,
  ];
}
