import { filterTable } from './table.ts';
import type { AddressMatch, Chain, Filter, FilterRule, PortMatch } from '../rules/filter.ts';
import { FAMILIES, inFamily } from './family.ts';
import type { Family } from './family.ts';
import { shareSets } from './share-sets.ts';
import type { SharedSets } from './share-sets.ts';

/** The kernel keeps 128 bytes, the one at the end included. */
const LONGEST_COMMENT = 127;

/**
 * A filter as input of `nft -f`: one transaction that puts its table in the place of the one before. Connections that
 * are established go on, as do the packets that belong to them; what a node itself sends or takes never comes by.
 * Chains come before what jumps to them.
 */
export function printFilter(filter: Filter): string {
  const sets = shareSets(filter.chains);
  const blocks = [
    ...sets.all.map(({ name, family, addresses }) =>
      printBlock(`set ${name}`, [
        `type ${family.type}`,
        'flags interval',
        `elements = ${printSet(addresses)}`,
      ]),
    ),
    ...filter.chains.map((chain) => printChain(chain, sets)),
    printBlock('chain forward', printForward(filter)),
  ];
  const table = `table ${filterTable}`;
  return `${table} {\n}\ndelete ${table}\n${table} {\n${blocks.join('')}}\n`;
}

function printForward({ egress, ingress, limited, known }: Filter): readonly string[] {
  const perFamily = FAMILIES.flatMap((family) => {
    const { name } = family;
    const own = inFamily(family, limited).map((address) => `${address} . ${address}`);
    const closed = known ? inFamily(family, known.networks) : [];
    const addresses = inFamily(family, known?.addresses ?? []);
    const jumps = (entries: Filter['egress']): readonly string[] =>
      entries
        .filter(({ address }) => inFamily(family, [address]).length > 0)
        .map(({ address, chain }) => `${address} : jump ${chain}`);
    const [out, into] = [jumps(egress), jumps(ingress)];
    return [
      ...(own.length > 0 ? [`${name} saddr . ${name} daddr ${printSet(own)} accept`] : []),
      ...(closed.length > 0
        ? ['saddr', 'daddr'].map((side) => {
            const unknown =
              addresses.length > 0 ? ` ${name} ${side} != ${printSet(addresses)}` : '';
            return `${name} ${side} ${printSet(closed)}${unknown} counter drop comment "no pod that is known"`;
          })
        : []),
      ...(out.length > 0 ? [`${name} saddr vmap ${printSet(out)}`] : []),
      ...(into.length > 0 ? [`${name} daddr vmap ${printSet(into)}`] : []),
    ];
  });
  return [
    'type filter hook forward priority filter; policy accept;',
    'ct state established,related accept',
    'icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept',
    ...perFamily,
  ];
}

function printChain({ name, peer, rules, policies }: Chain, sets: SharedSets): string {
  const lines = rules.flatMap((rule) => printRule(rule, peer, sets));
  const drop = `counter drop${printComment(`isolated by ${policies.join(', ')}`)}`;
  return printBlock(`chain ${name}`, [...lines, drop]);
}

/** One line for each family that the rule has addresses of. */
function printRule(
  { addresses, ports, origin }: FilterRule,
  peer: Chain['peer'],
  sets: SharedSets,
): readonly string[] {
  const end = `${printPorts(ports)}return${printComment(origin)}`;
  if (!addresses) return [end];
  return FAMILIES.flatMap((family) => {
    const match = printAddresses(addresses, family, peer, sets);
    return match === undefined ? [] : [`${match} ${end}`];
  });
}

function printAddresses(
  addresses: AddressMatch,
  family: Family,
  peer: Chain['peer'],
  sets: SharedSets,
): string | undefined {
  const own = inFamily(family, addresses.in);
  const except = inFamily(family, addresses.except);
  if (own.length === 0) return undefined;
  const field = `${family.name} ${peer}`;
  const shared = sets.nameOf(family, addresses.in);
  const match = own.includes(family.all)
    ? `meta nfproto ${family.protocol}`
    : `${field} ${shared === undefined ? printSet(own) : `@${shared}`}`;
  return except.length === 0 ? match : `${match} ${field} != ${printSet(except)}`;
}

function printPorts(ports: PortMatch | undefined): string {
  if (!ports) return '';
  if (!ports.ranges) return `meta l4proto ${ports.protocol} `;
  const ranges = ports.ranges.map(([first, last]) =>
    first === last ? `${first}` : `${first}-${last}`,
  );
  return `${ports.protocol} dport ${printSet(ranges)} `;
}

function printSet(elements: readonly string[]): string {
  return elements.length === 1 && !elements[0]?.includes(' ')
    ? `${elements[0]}`
    : `{ ${elements.join(', ')} }`;
}

/** Names are of Kubernetes: letters, digits, `-`, `.`, `/`. What else there may be is no text for `nft`. */
function printComment(text: string): string {
  const safe = text.replaceAll(/[^\w\-./[\], ]/g, '?');
  return ` comment "${safe.slice(0, LONGEST_COMMENT)}"`;
}

function printBlock(head: string, lines: readonly string[]): string {
  return `\t${head} {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`;
}
