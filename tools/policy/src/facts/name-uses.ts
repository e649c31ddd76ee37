import type { StoredObject, Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { defaultPort } from './default-port.ts';
import { readHosts } from './read-hosts.ts';
import type { FoundHost } from './read-hosts.ts';
import { toldTexts } from './told-texts.ts';
import type { ToldText } from './told-texts.ts';

/** A network name or address that pods are told to use. */
export interface NameUse {
  /** Where it is written: a workload, or a ConfigMap. */
  readonly on: StoredObject;
  readonly field: string;
  /** Where in the text, from 1. */
  readonly at: { readonly line: number; readonly column: number };
  /** As written, without final dot. */
  readonly host: string;
  readonly isAddress: boolean;
  /** Lower case; '' where none is written. */
  readonly scheme: string;
  /** Where the program connects; undefined where nobody says. */
  readonly port: number | undefined;
  /** Who says it: it stands beside the host, in a variable *_PORT, or is the usual one of the scheme. */
  readonly portFrom: 'scheme' | 'variable' | 'written' | undefined;
  /** The name of the variable; '' of other texts. */
  readonly variable: string;
  /** A word of one label where nothing says that it is a host: it may be something else. */
  readonly isLoose: boolean;
  /** Whose pods get the text. */
  readonly users: readonly Workload[];
}

/**
 * Every network name and address in variables, command lines and ConfigMaps of pods: authorities of URLs, `host:port`,
 * names with `.svc`, and variables called *_HOST, *_ADDR, *_URL, *_ENDPOINT. Placeholders are no names.
 */
export function nameUses(input: Pick<RuleInput, 'model'>): readonly NameUse[] {
  const uses = new Map<string, NameUse & { users: Workload[] }>();
  const read = new Map<string, readonly FoundHost[]>();
  for (const told of toldTexts(input)) {
    if (isCorefile(told.on)) continue;
    const isFree = told.kind === 'file' || /\s/.test(told.text.trim());
    const id = `${isFree} ${told.name} ${told.text}`;
    const hosts = read.get(id) ?? readHosts(told.text, { variable: told.name, isFree });
    read.set(id, hosts);
    for (const found of hosts) {
      const use = toUse(told, found);
      const { group, kind, namespace, name } = use.on;
      const place = [group, kind, namespace, name, use.field, use.at.line].join(' ');
      const key = `${place} ${use.host} ${use.port}`;
      const known = uses.get(key);
      if (!known) uses.set(key, use);
      else if (known.users.at(-1) !== told.user) known.users.push(told.user);
    }
  }
  return [...uses.values()];
}

/** What CoreDNS is told is a matter of its own rules. */
function isCorefile({ kind, namespace, name }: StoredObject): boolean {
  return kind === 'ConfigMap' && namespace === 'kube-system' && name.startsWith('coredns');
}

function toUse(told: ToldText, found: FoundHost): NameUse & { users: Workload[] } {
  const { on, field, name, user } = told;
  const { host, isAddress, scheme, line, column, isLoose } = found;
  return {
    on,
    field,
    at: { line, column },
    host,
    isAddress,
    scheme,
    ...portOf(told, found),
    variable: name,
    isLoose,
    users: [user],
  };
}

function portOf(
  { name, variables }: ToldText,
  { scheme, port }: FoundHost,
): Pick<NameUse, 'port' | 'portFrom'> {
  if (port !== undefined) return { port, portFrom: 'written' };
  const beside = variables.get(name.replace(/_[A-Z]+$/i, '_PORT'));
  if (name !== '' && beside !== undefined) {
    const isNumber = beside !== null && /^\d{1,5}$/.test(beside);
    return isNumber
      ? { port: Number(beside), portFrom: 'variable' }
      : { port: undefined, portFrom: undefined };
  }
  const usual = defaultPort(scheme);
  return usual === undefined
    ? { port: undefined, portFrom: undefined }
    : { port: usual, portFrom: 'scheme' };
}
