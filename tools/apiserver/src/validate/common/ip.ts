import { invalid, type FieldError } from '../../field/error.ts';
import { goQuote } from '../../field/go-format.ts';
import type { Path } from '../../field/path.ts';
import {
  formatAddress,
  formatNetwork,
  formatWritten,
  isIPv4,
  isLinkLocal,
  isLinkLocalMulticast,
  isLoopback,
  isUnspecified,
  parseAddress,
  parseNetwork,
} from './addresses.ts';

// Source: apimachinery/pkg/util/validation/ip.go, with StrictIPCIDRValidation, which is on in 1.36: ambiguous forms are
// refused unless an object had them before, forms that are merely not canonical are warned of.

/** An address in a field that is older than the strict rules: unambiguous, but in any notation. */
export function validateLegacyIP(path: Path, value: string): FieldError[] {
  const address = parseAddress(value);
  if (address === undefined) return [notAnAddress(path, value)];
  if (!address.strict) return [invalid(path, value, 'must not have leading 0s')];
  if (address.written === 6 && isIPv4(address.bytes)) {
    return [invalid(path, value, 'must not be an IPv4-mapped IPv6 address')];
  }
  return [];
}

/** An address in a new field: the canonical form. */
export function validateIP(path: Path, value: string): FieldError[] {
  const errors = validateLegacyIP(path, value);
  const address = parseAddress(value);
  if (errors.length > 0 || address === undefined) return errors;
  const canonical = formatAddress(address.bytes);
  if (value === canonical) return [];
  return [invalid(path, value, `must be in canonical form (${goQuote(canonical)})`)];
}

/** A network in a field that is older than the strict rules: unambiguous, but in any notation. */
export function validateLegacyCIDR(path: Path, value: string): FieldError[] {
  const network = parseNetwork(value);
  if (network === undefined) {
    const detail = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
    return [invalid(path, value, detail)];
  }
  if (!network.strict) {
    return [invalid(path, value, 'must not have leading 0s in IP or prefix length')];
  }
  const { address } = network;
  if (address.written === 6 && isIPv4(address.bytes)) {
    return [invalid(path, value, 'must not have an IPv4-mapped IPv6 address')];
  }
  if (address.bytes.some((byte, index) => byte !== network.masked[index])) {
    return [invalid(path, value, 'must not have bits set beyond the prefix length')];
  }
  return [];
}

/** Warnings of a valid address in an old field. */
export function warnOfIP(path: Path, value: string): string[] {
  const address = parseAddress(value);
  if (address === undefined) return [];
  const canonical = formatAddress(address.bytes);
  if (!address.strict || (address.written === 6 && isIPv4(address.bytes))) {
    return [
      `${path}: non-standard IP address ${goQuote(value)} is invalid: use ${goQuote(canonical)}`,
    ];
  }
  if (address.written === 4 || value === canonical) return [];
  return [
    `${path}: IPv6 address ${goQuote(value)} should be in RFC 5952 canonical format (${goQuote(canonical)})`,
  ];
}

/** Warnings of a valid network in an old field. */
export function warnOfCIDR(path: Path, value: string): string[] {
  const network = parseNetwork(value);
  if (network === undefined) return [];
  const warnings: string[] = [];
  const canonical = goQuote(formatNetwork(network));
  const { address } = network;
  if (address.bytes.some((byte, index) => byte !== network.masked[index])) {
    const single = goQuote(`${formatAddress(address.bytes)}/${network.bits}`);
    warnings.push(
      `${path}: CIDR value ${goQuote(value)} is ambiguous in this context (should be ${canonical} or ${single}?)`,
    );
  }
  if (!network.strict || (address.written === 6 && isIPv4(address.bytes))) {
    warnings.push(
      `${path}: non-standard CIDR value ${goQuote(value)} is invalid: use ${canonical}`,
    );
  }
  if (warnings.length > 0 || address.written === 4) return warnings;
  const written = `${formatWritten(address)}/${network.prefix}`;
  if (written === value) return [];
  return [
    `${path}: IPv6 CIDR value ${goQuote(value)} should be in RFC 5952 canonical format (${goQuote(written)})`,
  ];
}

/**
 * An address that traffic can be sent to: none of the special ones.
 * Source: ValidateEndpointIP in pkg/apis/core/validation/validation.go.
 */
export function validateEndpointIP(path: Path, value: string): FieldError[] {
  const address = parseAddress(value);
  if (address === undefined) return [invalid(path, value, 'must be a valid IP address')];
  const { bytes } = address;
  const details: string[] = [];
  if (isUnspecified(bytes)) details.push(`may not be unspecified (${value})`);
  if (isLoopback(bytes)) details.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (isLinkLocal(bytes)) {
    details.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  }
  if (isLinkLocalMulticast(bytes)) {
    details.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
  return details.map((detail) => invalid(path, value, detail));
}

function notAnAddress(path: Path, value: string): FieldError {
  return invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
}
