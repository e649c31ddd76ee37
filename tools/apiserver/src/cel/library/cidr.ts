import type { Network } from '../../validate/common/addresses.ts';
import {
  formatWritten,
  isIPv4,
  networkContains,
  parseNetwork,
} from '../../validate/common/addresses.ts';
import { goQuote } from '../../field/go-format.ts';
import type { Type } from '../check/types.ts';
import { EvaluationError, noSuchOverload } from '../run/error.ts';
import type { Bodies } from '../run/functions.ts';
import { Opaque } from '../run/value.ts';
import type { Value } from '../run/value.ts';
import { Ip, ipOf, readIp } from './ip.ts';
import { kubernetesType } from './signatures.ts';

/** A network: `cidr('10.0.0.0/8')`. Bits of the host are kept. */
class Cidr extends Opaque {
  override readonly type: Type = kubernetesType('CIDR');
  override readonly size: number;
  readonly network: Network;
  constructor(network: Network) {
    super();
    this.network = network;
    this.size = Math.ceil(network.prefix / 8);
  }
  equals(other: Opaque): boolean {
    return other instanceof Cidr && formatCidr(other) === formatCidr(this);
  }
}

function formatCidr({ network }: Cidr): string {
  return `${formatWritten(network.address)}/${network.prefix}`;
}

const context = 'network address parse error during conversion from string: ';

/** Reads a network as Go's net/netip does; a text says what is wrong. */
function readCidr(text: string): Cidr | string {
  const network = parseNetwork(text);
  if (!network?.strict) return `${context}netip.ParsePrefix(${goQuote(text)}): ${reason(text)}`;
  if (network.address.written === 6 && isIPv4(network.address.bytes)) {
    return `IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`;
  }
  return new Cidr(network);
}

function reason(text: string): string {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return "no '/'";
  const address = readIp(text.slice(0, slash));
  if (typeof address === 'string') return address.replace(/^.*?conversion from string: /u, '');
  const bits = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d*)$/u.test(bits)) return `bad bits after slash: ${goQuote(bits)}`;
  return 'prefix length out of range';
}

function toCidr(value: Value | undefined): Cidr {
  if (value instanceof Cidr) return value;
  if (typeof value !== 'string') throw noSuchOverload();
  const result = readCidr(value);
  if (typeof result === 'string') throw new EvaluationError(`${context}${result}`);
  return result;
}

/** Upstream hides what is wrong with a text here. */
function innerOf<Inner>(read: () => Inner): Inner {
  try {
    return read();
  } catch (cause) {
    throw cause instanceof EvaluationError ? noSuchOverload() : cause;
  }
}

function containsIp(cidr: Value | undefined, ip: Value | undefined): boolean {
  const { network } = toCidr(cidr);
  const { address } = innerOf(() => ipOf(ip));
  return network.address.written === address.written && networkContains(network, address.bytes);
}

function containsCidr(cidr: Value | undefined, other: Value | undefined): boolean {
  const outer = toCidr(cidr).network;
  const inner = innerOf(() => toCidr(other)).network;
  return (
    outer.bits === inner.bits &&
    outer.prefix <= inner.prefix &&
    networkContains(outer, inner.address.bytes)
  );
}

function maskedOf({ network }: Cidr): Cidr {
  return new Cidr({ ...network, address: { ...network.address, bytes: network.masked } });
}

/** Functions of networks. Source: k8s.io/apiserver pkg/cel/library/cidr.go. */
export const cidrBodies: Bodies = {
  string_to_cidr: ([text]) => toCidr(text),
  cidr_to_string: ([value]) => formatCidr(toCidr(value)),
  is_cidr: ([text]) => typeof readCidr(String(text)) !== 'string',
  cidr_contains_ip_string: ([cidr, ip]) => containsIp(cidr, ip),
  cidr_contains_ip_ip: ([cidr, ip]) => containsIp(cidr, ip),
  cidr_contains_cidr_string: ([cidr, other]) => containsCidr(cidr, other),
  cidr_contains_cidr: ([cidr, other]) => containsCidr(cidr, other),
  cidr_ip: ([cidr]) => new Ip(toCidr(cidr).network.address),
  cidr_masked: ([cidr]) => maskedOf(toCidr(cidr)),
  cidr_prefix_length: ([cidr]) => BigInt(toCidr(cidr).network.prefix),
};
