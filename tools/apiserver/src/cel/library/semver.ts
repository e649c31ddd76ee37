import type { Type } from '../check/types.ts';
import { EvaluationError, noSuchOverload } from '../run/error.ts';
import type { Bodies } from '../run/functions.ts';
import { Opaque } from '../run/value.ts';
import type { Value } from '../run/value.ts';
import { kubernetesType } from './signatures.ts';

/** A version after semver.org 2.0.0. Build data does not count. */
class Version extends Opaque {
  override readonly type: Type = kubernetesType('Semver');
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];
  constructor(numbers: readonly bigint[], pre: readonly string[]) {
    super();
    this.numbers = numbers;
    this.pre = pre;
  }
  equals(other: Opaque): boolean {
    return other instanceof Version && compareVersions(this, other) === 0n;
  }
}

const pattern =
  /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/u;

/** Reads a version; a text says what is wrong. */
function read(text: string): Version | string {
  if (text === '') return 'Version string empty';
  const match = pattern.exec(text);
  if (!match) return reason(text);
  const digits = match.slice(1, 4).map((part) => part ?? '');
  const names = ['Major', 'Minor', 'Patch'];
  for (const [index, part] of digits.entries()) {
    if (part.length > 1 && part.startsWith('0')) {
      return `${names[index]} number must not contain leading zeroes "${part}"`;
    }
  }
  const pre = match[4]?.split('.') ?? [];
  const zero = pre.find((part) => /^0\d+$/u.test(part));
  if (zero !== undefined)
    return `Numeric PreRelease version must not contain leading zeroes "${zero}"`;
  return new Version(digits.map(BigInt), pre);
}

function reason(text: string): string {
  const parts = text.split('.');
  if (parts.length < 3) return 'No Major.Minor.Patch elements found';
  const [major = '', minor = ''] = parts;
  if (/\D/u.test(major) || major === '')
    return `Invalid character(s) found in major number "${major}"`;
  if (/\D/u.test(minor) || minor === '')
    return `Invalid character(s) found in minor number "${minor}"`;
  const patch = parts.slice(2).join('.').split(/[-+]/u, 1)[0] ?? '';
  return `Invalid character(s) found in patch number "${patch}"`;
}

/** `v1.2` becomes `1.2.0`. */
function normalize(text: string): string | undefined {
  const [major = '', minor, ...patch] = text.replace(/^v/u, '').split('.');
  const parts = [
    major,
    ...(minor === undefined ? [] : [minor]),
    ...(patch.length > 0 ? [patch.join('.')] : []),
  ];
  if (parts.length < 3 && /[+-]/u.test(parts.at(-1) ?? '')) return undefined;
  const trimmed = parts.map((part) =>
    part.length > 1 ? part.replace(/^0+(?=\d)/u, '').replace(/^0*(?=\D|$)/u, '0') : part,
  );
  return [...trimmed, '0', '0'].slice(0, 3).join('.');
}

function readWith(text: Value | undefined, isLenient: boolean): Version | string {
  const normal = isLenient ? normalize(String(text)) : String(text);
  if (normal === undefined) return 'short version cannot contain PreRelease/Build meta data';
  return read(normal);
}

function toVersion(text: Value | undefined, isLenient: boolean): Version {
  const result = readWith(text, isLenient);
  if (typeof result === 'string') throw new EvaluationError(result);
  return result;
}

function versionOf(value: Value | undefined): Version {
  if (value instanceof Version) return value;
  throw noSuchOverload();
}

function compareVersions(left: Version, right: Version): bigint {
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1n : 1n;
  }
  if (left.pre.length === 0 || right.pre.length === 0)
    return BigInt(Math.sign(right.pre.length - left.pre.length));
  for (const [index, part] of left.pre.entries()) {
    const other = right.pre[index];
    if (other === undefined) return 1n;
    const order = comparePart(part, other);
    if (order !== 0n) return order;
  }
  return left.pre.length < right.pre.length ? -1n : 0n;
}

function comparePart(left: string, right: string): bigint {
  if (left === right) return 0n;
  const leftIsNumber = /^\d+$/u.test(left);
  const rightIsNumber = /^\d+$/u.test(right);
  if (leftIsNumber && rightIsNumber) return BigInt(left) < BigInt(right) ? -1n : 1n;
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1n : 1n;
  return left < right ? -1n : 1n;
}

function numberOf(value: Value | undefined, index: number): bigint {
  return versionOf(value).numbers[index] ?? 0n;
}

/** Functions of versions. Source: k8s.io/apiserver pkg/cel/library/semverlib.go. */
export const semverBodies: Bodies = {
  string_to_semver: ([text]) => toVersion(text, false),
  string_bool_to_semver: ([text, isLenient]) => toVersion(text, isLenient === true),
  is_semver_string: ([text]) => typeof readWith(text, false) !== 'string',
  is_semver_string_bool: ([text, isLenient]) =>
    typeof readWith(text, isLenient === true) !== 'string',
  semver_compare_to: ([left, right]) => compareVersions(versionOf(left), versionOf(right)),
  semver_is_greater_than: ([left, right]) =>
    compareVersions(versionOf(left), versionOf(right)) === 1n,
  semver_is_less_than: ([left, right]) =>
    compareVersions(versionOf(left), versionOf(right)) === -1n,
  semver_major: ([value]) => numberOf(value, 0),
  semver_minor: ([value]) => numberOf(value, 1),
  semver_patch: ([value]) => numberOf(value, 2),
};
