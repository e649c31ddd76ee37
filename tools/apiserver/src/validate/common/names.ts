import { Buffer } from 'node:buffer';

// The formats of apimachinery/pkg/util/validation/validation.go and pkg/api/validate/content. Each function
// gives the messages for what is wrong with a text; none when it is right. Lengths are bytes, as in Go.

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = String.raw`${LABEL}(\.${LABEL})*`;
const UNDERSCORE_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const UNDERSCORE_SUBDOMAIN = String.raw`${UNDERSCORE_LABEL}(\.${UNDERSCORE_LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const WILDCARD = String.raw`\*\.${SUBDOMAIN}`;
const KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const VALUE = `(${KEY})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const HEADER = '[-A-Za-z0-9]+';
const PERCENT = '[0-9]+%';

const KEY_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const KEY_EXAMPLES = ['MyName', 'my.name', '123-abc'];

/** How many bytes a text has: what Go's `len` counts. */
export function byteLength(value: string): number {
  return Buffer.byteLength(value);
}

/** The message for a text that a regular expression does not match. */
export function regexMessage(rule: string, regex: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${rule} (regex used for validation is '${regex}')`;
  const quoted = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${quoted}regex used for validation is '${regex}')`;
}

/** The message for a number outside its range. */
export function rangeMessage(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

/** A DNS label after RFC 1123. */
export function dns1123Label(value: string): string[] {
  const messages = lengthMessages(value, 63, 'characters');
  if (matches(LABEL, value)) return messages;
  if (matches(SUBDOMAIN, value)) return [...messages, 'must not contain dots'];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...messages, regexMessage(rule, LABEL, 'my-name', '123-abc')];
}

/** A DNS subdomain after RFC 1123; keys of labels count its length in bytes, names in characters. */
export function dns1123Subdomain(
  value: string,
  unit: 'characters' | 'bytes' = 'characters',
): string[] {
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [
    ...lengthMessages(value, 253, unit),
    ...regexMessages(value, SUBDOMAIN, rule, 'example.com'),
  ];
}

/** A DNS subdomain whose labels may begin with an underscore. */
export function dns1123SubdomainWithUnderscore(value: string): string[] {
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [
    ...lengthMessages(value, 253, 'characters'),
    ...regexMessages(value, UNDERSCORE_SUBDOMAIN, rule, 'example.com'),
  ];
}

/** A DNS label after RFC 1035, which begins with a letter. */
export function dns1035Label(value: string): string[] {
  const rule =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [
    ...lengthMessages(value, 63, 'characters'),
    ...regexMessages(value, LABEL_1035, rule, 'my-name', 'abc-123'),
  ];
}

/** `*.` and a DNS subdomain. */
export function wildcardSubdomain(value: string): string[] {
  const rule =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [
    ...lengthMessages(value, 253, 'characters'),
    ...regexMessages(value, WILDCARD, rule, '*.example.com'),
  ];
}

/** A key of labels: a name, perhaps behind a DNS subdomain and a slash. */
export function qualifiedName(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${regexMessage(KEY_RULE, KEY, ...KEY_EXAMPLES)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? '';
  const messages = parts.length === 2 ? prefixMessages(parts[0] ?? '') : [];
  if (name === '') messages.push('name part must be non-empty');
  else if (byteLength(name) > 63) messages.push('name part must be no more than 63 bytes');
  if (!matches(KEY, name)) {
    messages.push(`name part ${regexMessage(KEY_RULE, KEY, ...KEY_EXAMPLES)}`);
  }
  return messages;
}

function prefixMessages(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return dns1123Subdomain(prefix, 'bytes').map((message) => `prefix part ${message}`);
}

/** A value of labels. */
export function labelValue(value: string): string[] {
  const rule = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`;
  return [
    ...lengthMessages(value, 63, 'bytes'),
    ...regexMessages(value, VALUE, rule, 'MyValue', 'my_value', '12345'),
  ];
}

/** A name of a container's port, as Services may ask for it. */
export function portName(value: string): string[] {
  const messages = lengthMessages(value, 15, 'characters');
  if (!/^[-a-z0-9]+$/.test(value)) {
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) messages.push('must contain at least one letter (a-z)');
  if (value.includes('--')) messages.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) {
    messages.push('must not begin or end with a hyphen');
  }
  return messages;
}

/** A port's number. */
export function portNumber(value: number): string[] {
  return value >= 1 && value <= 65_535 ? [] : [rangeMessage(1, 65_535)];
}

/** A number and a percent sign. */
export function percent(value: string): string[] {
  const rule = "a valid percent string must be a numeric string followed by an ending '%'";
  return regexMessages(value, PERCENT, rule, '1%', '93%');
}

/** A name of an HTTP header. */
export function httpHeaderName(value: string): string[] {
  const rule = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return regexMessages(value, HEADER, rule, 'X-Header-Name');
}

/** A name of an environment variable, after the rule in force since 1.34: printable ASCII without `=`. */
export function environmentVariableName(value: string): string[] {
  if (value === '') return ['environment variable name must be non-empty'];
  if (/^[ -<>-~]*$/.test(value)) return [];
  return [
    "a valid environment variable name must consist only of printable ASCII characters other than '='",
  ];
}

/** A key of a ConfigMap or Secret. */
export function configMapKey(value: string): string[] {
  const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  const messages = [
    ...lengthMessages(value, 253, 'characters'),
    ...regexMessages(value, CONFIG_KEY, rule, 'key.name', 'KEY_NAME', 'key-name'),
  ];
  if (value === '.') messages.push("must not be '.'");
  else if (value === '..') messages.push("must not be '..'");
  else if (value.startsWith('..')) messages.push("must not start with '..'");
  return messages;
}

/** A name that can be a step of a path: what RBAC objects are named by. */
export function pathSegmentName(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%']
    .filter((part) => value.includes(part))
    .map((part) => `may not contain '${part}'`);
}

function lengthMessages(value: string, maximum: number, unit: 'bytes' | 'characters'): string[] {
  return byteLength(value) > maximum ? [`must be no more than ${maximum} ${unit}`] : [];
}

function regexMessages(
  value: string,
  regex: string,
  rule: string,
  ...examples: readonly string[]
): string[] {
  return matches(regex, value) ? [] : [regexMessage(rule, regex, ...examples)];
}

const compiled = new Map<string, RegExp>();

function matches(regex: string, value: string): boolean {
  let expression = compiled.get(regex);
  if (expression === undefined) {
    expression = new RegExp(`^(?:${regex})$`);
    compiled.set(regex, expression);
  }
  return expression.test(value);
}
