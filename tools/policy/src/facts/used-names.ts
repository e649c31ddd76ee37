import { object, objects, text, textMap, texts } from '@fingerpost/apiserver';
import type { Service, Workload } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import type { RuleInput } from '../rule.ts';

/** A host that a workload asks for, and where it is written. */
export interface UsedName {
  readonly workload: Workload;
  /** As written, without a final dot. */
  readonly host: string;
  /** Undefined where none is written. */
  readonly port: number | undefined;
  /** The text that holds it, for messages: `env GO_SERVER_URL of container helper-server`. */
  readonly place: string;
}

/** The names that workloads use, by workload. */
export type UsedNames = ReadonlyMap<Workload, readonly UsedName[]>;

/**
 * Names in env, args, commands, and in ConfigMaps that a workload takes variables or files from: authorities of URLs,
 * `host:port`, names with `.svc`, and all of a variable that is called *_HOST, *_ADDR, *_URL or *_ENDPOINT. No addresses.
 */
export function usedNames({ model }: RuleInput): UsedNames {
  const { store } = model;
  const read = (namespace: string, name: string): readonly (readonly [string, string])[] =>
    textMap(store.get('', 'ConfigMap', namespace, name)?.object, 'data');
  return new Map(
    model.workloads.map((workload) => [
      workload,
      textsOf(workload, (name) => read(workload.namespace, name)).flatMap(({ key, value, place }) =>
        namesIn(key, value).map((found) => ({ workload, place, ...found })),
      ),
    ]),
  );
}

/** The Service of the input that a host means, looked up from a namespace as a pod would. */
export function serviceNamed(
  host: string,
  namespace: string,
  clusterDomain: string,
  services: ReadonlyMap<string, Service>,
): Service | undefined {
  const [name = '', other = namespace, svc = 'svc', ...rest] = host.toLowerCase().split('.');
  const domain = rest.join('.');
  if (svc !== 'svc' || (domain !== '' && domain !== clusterDomain)) return undefined;
  return services.get(`${other}/${name}`);
}

/** All Services by `namespace/name`. */
export function servicesByName({ model }: RuleInput): ReadonlyMap<string, Service> {
  return new Map(
    model.services.map((service) => [`${service.namespace}/${service.name}`, service]),
  );
}

interface WrittenText {
  readonly key: string;
  readonly value: string;
  readonly place: string;
}

function textsOf(
  { spec }: Workload,
  read: (name: string) => readonly (readonly [string, string])[],
): WrittenText[] {
  const containers = [...objects(spec, 'containers'), ...objects(spec, 'initContainers')];
  const own = containers.flatMap((container) => {
    const of = `of container ${text(container, 'name')}`;
    const words = [...texts(container, 'command'), ...texts(container, 'args')];
    return [
      ...objects(container, 'env').map((env) => variable(env, of, read)),
      ...objects(container, 'envFrom').flatMap((source) =>
        fromConfigMap(text(object(source, 'configMapRef'), 'name'), read),
      ),
      ...words.map((value) => ({ key: '', value, place: `the command ${of}` })),
    ];
  });
  const mounted = objects(spec, 'volumes').flatMap((volume) =>
    fromConfigMap(text(object(volume, 'configMap'), 'name'), read).map((file) => ({
      ...file,
      key: '',
    })),
  );
  return [...own, ...mounted];
}

function variable(
  env: JsonObject,
  of: string,
  read: (name: string) => readonly (readonly [string, string])[],
): WrittenText {
  const key = text(env, 'name');
  const reference = object(object(env, 'valueFrom'), 'configMapKeyRef');
  const wanted = text(reference, 'key');
  const value = reference
    ? read(text(reference, 'name')).find(([name]) => name === wanted)?.[1]
    : text(env, 'value');
  return { key, value: value ?? '', place: `env ${key} ${of}` };
}

function fromConfigMap(
  name: string,
  read: (name: string) => readonly (readonly [string, string])[],
): WrittenText[] {
  if (name === '') return [];
  return read(name).map(([key, value]) => ({ key, value, place: `${key} of ConfigMap ${name}` }));
}

/** A variable called so holds a host, or several of them. */
const HOST_VARIABLE = /_(?:HOST|HOSTS|ADDR|ADDRESS|URL|ENDPOINT)$/i;
/** Longer texts are no configuration that people write. */
const MAX_TEXT = 1_000_000;

/** The hosts in a text. `key` is the name of the variable that it is in; '' in other texts. */
function namesIn(
  key: string,
  value: string,
): { readonly host: string; readonly port: number | undefined }[] {
  const isHost = HOST_VARIABLE.test(key);
  const words = value.slice(0, MAX_TEXT).split(/[^\w.:/@%$(){}+~-]+/);
  return words.flatMap((word) => readWord(word, isHost) ?? []);
}

function readWord(
  word: string,
  isHost: boolean,
): { readonly host: string; readonly port: number | undefined } | undefined {
  const start = word.indexOf('://');
  const [authority = ''] = (start < 0 ? word : word.slice(start + 3)).split('/');
  const address = authority.slice(authority.lastIndexOf('@') + 1);
  const colon = address.indexOf(':');
  const written = (colon < 0 ? address : address.slice(0, colon)).replace(/\.$/, '');
  const digits = colon < 0 ? '' : address.slice(colon + 1);
  if (!isName(written) || (digits !== '' && !/^\d{1,5}$/.test(digits))) return undefined;
  const isService = /\.svc(?:\.|$)/i.test(written);
  if (start < 0 && digits === '' && !isService && !isHost) return undefined;
  return { host: written, port: digits === '' ? undefined : Number(digits) };
}

function isName(host: string): boolean {
  if (host.length > 253 || !/^[a-z0-9][\w.-]*$/i.test(host) || !/[a-z]/i.test(host)) return false;
  return host !== 'localhost' && !host.endsWith('.localhost');
}
