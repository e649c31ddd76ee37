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
  const bind = `bind ${addresses.join(' ')}`;
  const lines = names.map(({ name, address }) => `        ${address} ${name}\n`).join('');
  // A block of their own: in one block `template` would answer before `hosts`.
  const known = `${names.map(({ name }) => `${name}:53`).join(' ')} {
    ${bind}
    errors
    hosts {
${lines}        ttl 30
    }
}
`;
  const unknown = `.:53 {
    ${bind}
    errors
    template ANY ANY {
        rcode NXDOMAIN
        authority "{{ .Zone }} 30 IN SOA ns.invalid. nobody.invalid. 1 3600 600 86400 30"
    }
}
`;
  return names.length === 0 ? unknown : known + unknown;
}
