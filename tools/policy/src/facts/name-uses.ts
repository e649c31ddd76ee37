import { object, objects, text, textMap, texts } from '@fingerpost/apiserver';
import type { StoredObject } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import type { RuleInput } from '../rule.ts';
import { podSpecField } from './pod-spec-field.ts';
import { serviceOfName } from './service-names.ts';

/** A place where a program is told the name of a Service. */
export interface NameUse {
  readonly on: StoredObject;
  readonly field: string;
  /** As written, without scheme and port. */
  readonly host: string;
  /** '' where none is written. */
  readonly scheme: string;
  /** 0 where none is written. */
  readonly port: number;
  /** All that stands there. */
  readonly text: string;
}

/** One text that a program gets. */
interface Told {
  readonly on: StoredObject;
  readonly field: string;
  /** Of a variable or a key; '' of arguments. */
  readonly name: string;
  readonly text: string;
}

const HOST_VARIABLE = /(?:^|[_.-])(?:HOST|HOSTNAME|ADDR|ADDRESS|URL|URI|ENDPOINT|SERVER)S?$/i;
const SEPARATORS = /[\s"'`,;=<>()[\]{}|\\]+/;
const MAX_TEXT = 100_000;

/**
 * Where pods and ConfigMaps name the Services of the model, by `namespace/name` of the Service: in URLs, `host:port`,
 * names that end in `.svc` or the cluster domain, and variables such as REDIS_HOST.
 */
export function nameUses(input: RuleInput): ReadonlyMap<string, readonly NameUse[]> {
  const { model } = input;
  const known = new Set(model.services.map(({ namespace, name }) => `${namespace}/${name}`));
  const uses = new Map<string, NameUse[]>();
  for (const told of toldTexts(input)) {
    for (const use of readUses(told)) {
      const key = keyOfHost(use.host, told.on.namespace, model.environment.clusterDomain, known);
      if (key === undefined) continue;
      const others = uses.get(key);
      if (others) others.push(use);
      else uses.set(key, [use]);
    }
  }
  return uses;
}

function* toldTexts({ model }: RuleInput): Generator<Told> {
  for (const { stored, spec } of model.workloads) {
    for (const list of ['initContainers', 'containers']) {
      for (const [index, container] of objects(spec, list).entries()) {
        const field = `${podSpecField({ stored })}.${list}[${index}]`;
        yield* toldContainer(stored, container, field);
      }
    }
  }
  for (const on of model.store.list('', 'ConfigMap')) {
    for (const [name, value] of textMap(on.object, 'data')) {
      yield { on, field: `data[${name}]`, name, text: value };
    }
  }
}

function* toldContainer(on: StoredObject, container: JsonObject, field: string): Generator<Told> {
  for (const [index, variable] of objects(container, 'env').entries()) {
    const name = text(variable, 'name');
    yield { on, field: `${field}.env[${index}].value`, name, text: text(variable, 'value') };
  }
  for (const key of ['command', 'args']) {
    for (const [index, value] of texts(container, key).entries()) {
      yield { on, field: `${field}.${key}[${index}]`, name: '', text: value };
    }
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const exec = object(object(container, probe), 'exec');
    for (const [index, value] of texts(exec, 'command').entries()) {
      yield { on, field: `${field}.${probe}.exec.command[${index}]`, name: '', text: value };
    }
  }
}

function* readUses({ on, field, name, text: told }: Told): Generator<NameUse> {
  if (told.length > MAX_TEXT) return;
  const isHost = HOST_VARIABLE.test(name);
  for (const word of told.split(SEPARATORS)) {
    const end = word.indexOf('://');
    const scheme = end > 0 ? word.slice(0, end).toLowerCase() : '';
    const [authority = ''] = (end > 0 ? word.slice(end + 3) : word).split(/[/?#]/, 1);
    const place = authority.slice(authority.lastIndexOf('@') + 1);
    const [, host = '', digits = ''] =
      /^([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::(\d{1,5}))?$/i.exec(place) ?? [];
    if (host === '') continue;
    const isName = scheme !== '' || digits !== '' || isHost || /\.svc(?:$|\.)/i.test(host);
    if (!isName) continue;
    yield { on, field, host: host.toLowerCase(), scheme, port: Number(digits), text: told };
  }
}

/** Of a pod's own name (`event-log-0.event-log-peers`) the Service. */
function keyOfHost(
  host: string,
  namespace: string,
  clusterDomain: string,
  known: ReadonlySet<string>,
): string | undefined {
  const full = serviceOfName(host, { clusterDomain });
  if (full)
    return known.has(`${full.namespace}/${full.name}`)
      ? `${full.namespace}/${full.name}`
      : undefined;
  const [first = '', second = '', third = ''] = host.split('.');
  const readings =
    second === ''
      ? [`${namespace}/${first}`]
      : third === ''
        ? [`${second}/${first}`, `${namespace}/${second}`]
        : [`${third}/${second}`];
  return readings.find((reading) => known.has(reading));
}
