/** An IP address. An IPv4 address in IPv6 form (`::ffff:192.0.2.1`) is an IPv4 address, as Go's `net.IP` has it. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A range of addresses; `ones` of `bits` are fixed, and the others are 0 in `value`. */
export interface Network extends Address {
  readonly ones: number;
}

const MAPPED = 0xffffn;

/** `net.ParseIP`: no zones, no leading zeros. */
export function parseAddress(text: string): Address | undefined {
  return unmap(parsePlain(text));
}

/** `net.ParseCIDR`, the network of it. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  if (slash === -1) return undefined;
  const address = parsePlain(text.slice(0, slash));
  const mask = text.slice(slash + 1);
  if (!address || !/^[0-9]{1,8}$/.test(mask)) return undefined;
  const ones = Number(mask);
  if (ones > address.bits) return undefined;
  const free = BigInt(address.bits - ones);
  const masked = { bits: address.bits, value: (address.value >> free) << free, ones };
  const network = unmap(masked);
  return network?.bits === masked.bits
    ? masked
    : { ...masked, ...network, ones: Math.max(ones - 96, 0) };
}

function unmap(address: Address | undefined): Address | undefined {
  if (address?.bits !== 128 || address.value >> 32n !== MAPPED) return address;
  return { bits: 32, value: address.value & 0xffffffffn };
}

function parsePlain(text: string): Address | undefined {
  return text.includes(':') ? parseVersion6(text) : parseVersion4(text);
}

function parseVersion4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part))) {
    return undefined;
  }
  const bytes = parts.map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return { bits: 32, value: bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) };
}

function parseVersion6(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  const lastColon = text.lastIndexOf(':');
  let plain = text;
  if (text.includes('.', lastColon)) {
    const tail = parseVersion4(text.slice(lastColon + 1));
    if (!tail) return undefined;
    const low = (tail.value & 0xffffn).toString(16);
    plain = `${text.slice(0, lastColon + 1)}${(tail.value >> 16n).toString(16)}:${low}`;
  }
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = head.length + tail.length;
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  const groups = [...head, ...Array.from({ length: 8 - count }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return {
    bits: 128,
    value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n),
  };
}

/** An address in its shortest form, as Go writes it (RFC 5952). */
export function formatAddress({ bits, value }: Address): string {
  if (bits === 32) return bytesOf(value, 4).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((value >> BigInt(16 * (7 - index))) & 0xffffn),
  );
  const text = groups.map((group) => group.toString(16)).join(':');
  const zeros = [...`${text}:`.matchAll(/(?<![0-9a-f])(?:0:){2,}/g)]
    .map((match) => match[0].slice(0, -1))
    .reduce((longest, run) => (run.length > longest.length ? run : longest), '');
  if (zeros === '') return text;
  const start = `:${text}:`.indexOf(`:${zeros}:`);
  const before = text.slice(0, Math.max(start - 1, 0));
  return `${before}::${text.slice(start + zeros.length + 1)}`;
}

/** The bytes of a number, the highest first. */
export function bytesOf(value: bigint, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Number((value >> BigInt(8 * (count - 1 - index))) & 0xffn),
  );
}

/** Whether a network holds an address. */
export function contains(network: Network, address: Address): boolean {
  const free = BigInt(network.bits - network.ones);
  return network.bits === address.bits && network.value >> free === address.value >> free;
}
