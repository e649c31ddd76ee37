import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import {
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { object, objects, text, texts } from '../../field/read.ts';
import { validateLegacyIP } from '../common/ip.ts';
import { byteLength, dns1123Subdomain, dns1123SubdomainWithUnderscore } from '../common/names.ts';

// Source: pkg/apis/core/validation/validation.go. The limits are those of Linux' resolver.

const POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARACTERS = 2048;

/** Which resolver a pod asks (validateDNSPolicy). */
export function validateDnsPolicy(spec: JsonObject, path: Path): FieldError[] {
  const policy = text(spec, 'dnsPolicy');
  if (policy === '') return [required(path)];
  return POLICIES.includes(policy) ? [] : [notSupported(path, policy, POLICIES)];
}

/** What a pod adds to its resolver's configuration; all of it under policy None (validatePodDNSConfig). */
export function validateDnsConfig(spec: JsonObject, path: Path): FieldError[] {
  const config = object(spec, 'dnsConfig');
  const nameservers = texts(config, 'nameservers');
  if (text(spec, 'dnsPolicy') === 'None') {
    if (!config) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (nameservers.length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return [required(path.child('nameservers'), detail)];
    }
  }
  return [
    ...validateNameservers(nameservers, path.child('nameservers')),
    ...validateSearches(texts(config, 'searches'), path.child('searches')),
    ...objects(config, 'options').flatMap((option, index) =>
      text(option, 'name') === ''
        ? [required(path.child('options').index(index), 'must not be empty')]
        : [],
    ),
  ];
}

function validateNameservers(nameservers: readonly string[], path: Path): FieldError[] {
  const errors: FieldError[] = [];
  if (nameservers.length > MAX_NAMESERVERS) {
    const detail = `must not have more than ${MAX_NAMESERVERS} nameservers`;
    errors.push(invalid(path, nameservers, detail));
  }
  for (const [index, nameserver] of nameservers.entries()) {
    append(errors, validateLegacyIP(path.index(index), nameserver));
  }
  return errors;
}

function validateSearches(searches: readonly string[], path: Path): FieldError[] {
  const errors: FieldError[] = [];
  if (searches.length > MAX_SEARCHES) {
    const detail = `must not have more than ${MAX_SEARCHES} search paths`;
    errors.push(invalid(path, searches, detail));
  }
  if (byteLength(searches.join(' ')) > MAX_SEARCH_CHARACTERS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`;
    errors.push(invalid(path, searches, detail));
  }
  for (const [index, search] of searches.entries()) {
    if (search === '.') continue;
    const name = search.replace(/\.$/, '');
    append(errors, invalidEach(path.index(index), name, dns1123SubdomainWithUnderscore(name)));
  }
  return errors;
}

/** Lines of a pod's hosts file (ValidateHostAliases). */
export function validateHostAliases(spec: JsonObject, path: Path): FieldError[] {
  return objects(spec, 'hostAliases').flatMap((alias, index) => [
    ...validateLegacyIP(path.index(index).child('ip'), text(alias, 'ip')),
    ...texts(alias, 'hostnames').flatMap((hostname, position) =>
      invalidEach(
        path.index(index).child('hostnames').index(position),
        hostname,
        dns1123Subdomain(hostname),
      ),
    ),
  ]);
}
