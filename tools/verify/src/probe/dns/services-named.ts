import type { DiscoveryModel, Service } from '@fingerpost/discovery';

/** The Services that names are about, or names below theirs: `web-0.kv.shop.svc.cluster.local.` */
export function servicesNamed(
  { services, environment: { clusterDomain } }: Pick<DiscoveryModel, 'environment' | 'services'>,
  names: readonly string[],
): readonly Service[] {
  return services.filter(({ namespace, name }) => {
    const own = `.${name}.${namespace}.svc.${clusterDomain}.`;
    return names.some((one) => `.${one}`.endsWith(own));
  });
}
