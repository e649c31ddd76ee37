import { parseAddress } from '../../corefile/go/address.ts';
import { reverseName as reverseNameOf } from '../../corefile/names/reverse-name.ts';
import type { Family } from '../../environment/environment.ts';
import { labelsOf, nameOf } from '../domain-name.ts';
import { isSymbolic } from './address.ts';

/** Gives the address that a symbol stands for in a family, where it is known; else the symbol. */
export type AddressOf = (symbol: string, family: Family) => string;

const LABEL = /^\{(ip6?|ptr6?):(.*)\}$/su;

/** The label that an address makes: `10-1-2-3`; in braces where it is symbolic. */
export function dashed(address: string, family: Family): string {
  if (isSymbolic(address)) return family === 'IPv4' ? `{ip:${address}}` : `{ip6:${address}}`;
  if (address.includes('.')) return address.replaceAll('.', '-');
  const label = address.replaceAll(':', '-');
  return label.endsWith('-') ? `${label}0` : label;
}

/** The name under which an address is looked up in reverse: `{ptr:pod(shop/web-0)}` where it is symbolic; '' of no address. */
export function reverseName(address: string, family: Family): string {
  if (isSymbolic(address)) return family === 'IPv4' ? `{ptr:${address}}` : `{ptr6:${address}}`;
  const parsed = parseAddress(address);
  return parsed ? reverseNameOf(parsed) : '';
}

/** A name in which symbols are replaced by what is known of them: what remains in braces, only a cluster knows. */
export function resolveSymbols(name: string, addressOf: AddressOf): string {
  if (!name.includes('{')) return name;
  const labels = labelsOf(name).map((label) => {
    const [, kind, symbol = ''] = LABEL.exec(label) ?? [];
    if (kind === 'ip') return dashed(addressOf(symbol, 'IPv4'), 'IPv4');
    if (kind === 'ip6') return dashed(addressOf(symbol, 'IPv6'), 'IPv6');
    return label;
  });
  const [first = ''] = labels;
  const [, kind, symbol = ''] = LABEL.exec(first) ?? [];
  if (kind !== 'ptr' && kind !== 'ptr6') return nameOf(labels);
  const family = kind === 'ptr' ? 'IPv4' : 'IPv6';
  const reverse = reverseName(addressOf(symbol, family), family);
  return nameOf(reverse === '' ? labels : labelsOf(reverse));
}

/** The address in a label in braces: of `ip` in `{ip:pod(shop/web-0)}` and `{ip6:...}`, of `ptr` in `{ptr:...}`. */
export function symbolIn(
  label: string,
  word: 'ip' | 'ptr',
): { readonly address: string; readonly family: Family } | undefined {
  const [, kind, address] = LABEL.exec(label) ?? [];
  if (address === undefined) return undefined;
  if (kind === word) return { address, family: 'IPv4' };
  return kind === `${word}6` ? { address, family: 'IPv6' } : undefined;
}
