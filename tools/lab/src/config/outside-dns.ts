/** A name outside of the cluster and the address that the lab gives it. */
export interface OutsideName {
  readonly name: string;
  readonly address: string;
}

/**
 * The Corefile of the resolver outside: it knows the given names, says of all others that they do not exist, and so stands in
 * for a company's resolvers and for those of the world.
 */
export function renderOutsideDns(
  addresses: readonly string[],
  names: readonly OutsideName[],
): string {
  const hosts = names.map(({ name, address }) => `        ${address} ${name}\n`).join('');
  return `.:53 {
    bind ${addresses.join(' ')}
    errors
    hosts {
${hosts}        ttl 30
        fallthrough
    }
    template ANY ANY {
        rcode NXDOMAIN
        authority "{{ .Zone }} 30 IN SOA ns.invalid. nobody.invalid. 1 3600 600 86400 30"
    }
}
`;
}
