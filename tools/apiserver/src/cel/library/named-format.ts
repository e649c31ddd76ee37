import { readBase64 } from '../../decode/base64.ts';
import {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  labelValue,
  qualifiedName,
} from '../../validate/common/names.ts';
import type { Type } from '../check/types.ts';
import { noSuchOverload } from '../run/error.ts';
import type { Bodies } from '../run/functions.ts';
import { Opaque, Optional } from '../run/value.ts';
import { kubernetesType } from './signatures.ts';
import { parseTimestamp } from './time.ts';
import { readUrl } from './url.ts';

type Validate = (text: string) => readonly string[];

/** A named format: `format.dns1123Label()`. */
class NamedFormat extends Opaque {
  override readonly type: Type = kubernetesType('NamedFormat');
  readonly name: string;
  readonly validate: Validate;
  override readonly size: number;
  constructor(name: string, validate: Validate, size: number) {
    super();
    this.size = size;
    this.name = name;
    this.validate = validate;
  }
  equals(other: Opaque): boolean {
    return other instanceof NamedFormat && other.name === this.name;
  }
}

/** The prefix of a generated name may end with a dash. */
function prefix(validate: Validate): Validate {
  return (text) => validate(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -1)}a` : text);
}

function unless(isValid: (text: string) => boolean, message: string): Validate {
  return (text) => (isValid(text) ? [] : [message]);
}

function isDate(text: string): boolean {
  return parseTimestamp(`${text}T00:00:00Z`) !== undefined;
}

const formats: Readonly<Record<string, Validate>> = {
  dns1123Label,
  dns1035Label,
  labelValue,
  qualifiedName,
  dns1123Subdomain: (text) => dns1123Subdomain(text),
  dns1123LabelPrefix: prefix(dns1123Label),
  dns1123SubdomainPrefix: prefix((text) => dns1123Subdomain(text)),
  dns1035LabelPrefix: prefix(dns1035Label),
  uri: (text) => {
    const parts = readUrl(text);
    return 'message' in parts ? [parts.message] : [];
  },
  uuid: unless(
    (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/iu.test(text),
    'does not match the UUID format',
  ),
  byte: unless((text) => text !== '' && 'text' in readBase64(text), 'invalid base64'),
  date: unless(isDate, 'invalid date'),
  datetime: unless((text) => parseTimestamp(text) !== undefined, 'invalid datetime'),
};

/** The sizes of the regular expressions that upstream counts for the cost; those not listed have 30. */
const regexSizes: Readonly<Record<string, number>> = {
  dns1123Subdomain: 60,
  dns1123SubdomainPrefix: 60,
  qualifiedName: 60,
  labelValue: 40,
  uri: 1104,
  uuid: 72,
  byte: 84,
  date: 72,
  datetime: 72,
};

const named: ReadonlyMap<string, NamedFormat> = new Map(
  Object.entries(formats).map(([name, validate]) => [
    name,
    new NamedFormat(name, validate, regexSizes[name] ?? 30),
  ]),
);

/** Named formats. Source: k8s.io/apiserver pkg/cel/library/format.go. */
export const namedFormatBodies: Bodies = {
  ...Object.fromEntries([...named].map(([name, format]) => [`format.${name}`, () => format])),
  'format-named': ([name]) => {
    const format = named.get(String(name));
    return format ? new Optional(format) : Optional.none;
  },
  'format-validate': ([format, text]) => {
    if (!(format instanceof NamedFormat)) throw noSuchOverload();
    const messages = format.validate(String(text));
    return messages.length === 0 ? Optional.none : new Optional(messages);
  },
};
