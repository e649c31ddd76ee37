import { invalid, invalidEach, required, type FieldError } from '../field/error.ts';
import type { Path } from '../field/path.ts';
import { dns1123Subdomain, regexMessage } from './common/names.ts';

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** A domain, a slash and a path (apimachinery/pkg/util/validation, IsDomainPrefixedPath). */
export function validateDomainPrefixedPath(value: string, path: Path): FieldError[] {
  if (value === '') return [required(path)];
  const slash = value.indexOf('/');
  const domain = value.slice(0, Math.max(slash, 0));
  const rest = value.slice(slash + 1);
  if (domain === '' || rest === '') {
    const detail = 'must be a domain-prefixed path (such as "acme.io/foo")';
    return [invalid(path, value, detail)];
  }
  const errors = invalidEach(path, domain, dns1123Subdomain(domain));
  if (!new RegExp(`^${HTTP_PATH}$`).test(rest)) {
    errors.push(invalid(path, rest, regexMessage('Invalid path', HTTP_PATH)));
  }
  return errors;
}
