import type { Service } from '@fingerpost/discovery';
import { isAddress } from './address-ranges.ts';
import { checkedServices } from './checked-services.ts';
import type { RuleInput } from '../rule.ts';
import { withoutFinalDot } from './service-names.ts';
import { servicesByName } from './services-by-name.ts';

/** What an ExternalName leads to. */
export type ExternalNameKind =
  /** An address, or what looks like one. */
  | 'address'
  | 'localhost'
  /** A name of this cluster, or what a search path would complete to one. */
  | 'cluster'
  /** A domain that is reserved for documentation and tests. */
  | 'placeholder'
  | 'outside';

/** A Service of type ExternalName. */
export interface ExternalName {
  readonly service: Service;
  /** In lower case, without the final dot. */
  readonly target: string;
  readonly kind: ExternalNameKind;
}

const RESERVED = /(?:^|\.)(?:example\.(?:com|net|org)|example|invalid|test)$/;

/** The ExternalName Services that are checked. */
export function externalNames(input: RuleInput): readonly ExternalName[] {
  const { clusterDomain } = input.model.environment;
  const known = input.shared(servicesByName);
  return checkedServices(input).flatMap((service) => {
    const target = withoutFinalDot(service.externalName.trim()).toLowerCase();
    if (target === '') return [];
    const isShort = known.has(shortName(target, service.namespace));
    const kind = isShort ? 'cluster' : kindOf(target, clusterDomain.toLowerCase());
    return [{ service, target, kind }];
  });
}

/** The Service that a search path would make of `go-server` or `go-server.backend`, by `namespace/name`. */
function shortName(target: string, namespace: string): string {
  const [name = '', other = namespace, ...more] = target.split('.');
  return more.length > 0 ? '' : `${other}/${name}`;
}

/** RFC 2606 and RFC 6761 say which names nobody has. */
function kindOf(target: string, clusterDomain: string): ExternalNameKind {
  if (isAddress(target) || /^\d+(?:\.\d+){3}$/.test(target)) return 'address';
  if (target === 'localhost' || target.endsWith('.localhost')) return 'localhost';
  if (target.startsWith('localhost.')) return 'localhost';
  if (target === clusterDomain || target.endsWith(`.${clusterDomain}`)) return 'cluster';
  if (target.endsWith('.svc')) return 'cluster';
  return RESERVED.test(target) ? 'placeholder' : 'outside';
}
