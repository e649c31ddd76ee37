import { object, objects, optionalText, text, textMap, texts } from '@fingerpost/apiserver';
import type { StoredObject, Workload } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import type { RuleInput } from '../rule.ts';
import { podSpecField } from './pod-spec-field.ts';

/** A text that a program in a pod gets: a variable, a word of its command line, a file of a ConfigMap. */
export interface ToldText {
  readonly on: StoredObject;
  /** `spec.template.spec.containers[0].env[1].value`, `data[app.yaml]` */
  readonly field: string;
  readonly kind: 'argument' | 'file' | 'variable';
  /** Of a variable; '' of others. */
  readonly name: string;
  readonly text: string;
  /** Whose pods get it. */
  readonly user: Workload;
  /** The container that gets it; undefined of a file. */
  readonly container: JsonObject | undefined;
  /** All variables of the container; null: its value stands in no manifest. */
  readonly variables: Variables;
}

/** Variables of a container by name. */
export type Variables = ReadonlyMap<string, string | null>;

const EXEC_PLACES = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const;
const NO_VARIABLES: Variables = new Map();

/** Everything that programs in pods are told by their manifests and by ConfigMaps. */
export function* toldTexts({ model }: Pick<RuleInput, 'model'>): Generator<ToldText> {
  for (const user of model.workloads) {
    const configMap = (name: string): StoredObject | undefined =>
      model.store.get('', 'ConfigMap', user.namespace, name);
    for (const list of ['initContainers', 'containers']) {
      for (const [index, container] of objects(user.spec, list).entries()) {
        const field = `${podSpecField(user)}.${list}[${index}]`;
        yield* toldContainer(user, container, field, configMap);
      }
    }
    yield* toldFiles(user, configMap);
  }
}

type ConfigMaps = (name: string) => StoredObject | undefined;

function* toldContainer(
  user: Workload,
  container: JsonObject,
  field: string,
  configMap: ConfigMaps,
): Generator<ToldText> {
  const values = new Map([
    ...fromConfigMaps(container, configMap),
    ...ownVariables(user.stored, container, field, configMap),
  ]);
  const variables = new Map(Array.from(values, ([name, value]) => [name, value?.text ?? null]));
  for (const [name, value] of values) {
    if (value) yield { ...value, kind: 'variable', name, user, container, variables };
  }
  const words = [
    ...['command', 'args'].map((key) => [`${field}.${key}`, texts(container, key)] as const),
    ...EXEC_PLACES.map((path) => {
      const exec = object([...path].reduce<JsonObject | undefined>(object, container), 'exec');
      return [`${field}.${path.join('.')}.exec.command`, texts(exec, 'command')] as const;
    }),
  ];
  for (const [list, told] of words) {
    for (const [index, word] of told.entries()) {
      const place = { on: user.stored, field: `${list}[${index}]`, text: word };
      yield { ...place, kind: 'argument', name: '', user, container, variables };
    }
  }
}

interface Value {
  readonly on: StoredObject;
  readonly field: string;
  readonly text: string;
}

function fromConfigMaps(
  container: JsonObject,
  configMap: ConfigMaps,
): (readonly [string, Value])[] {
  return objects(container, 'envFrom').flatMap((source) => {
    const on = configMap(text(object(source, 'configMapRef'), 'name'));
    const prefix = text(source, 'prefix');
    return on ? entriesOf(on).map(({ key, value }) => [`${prefix}${key}`, value] as const) : [];
  });
}

function ownVariables(
  on: StoredObject,
  container: JsonObject,
  field: string,
  configMap: ConfigMaps,
): (readonly [string, Value | undefined])[] {
  return objects(container, 'env').map((variable, index) => {
    const name = text(variable, 'name');
    const source = object(variable, 'valueFrom');
    if (!source) {
      const place = `${field}.env[${index}].value`;
      return [name, { on, field: place, text: text(variable, 'value') }];
    }
    const reference = object(source, 'configMapKeyRef');
    const map = configMap(text(reference, 'name'));
    const key = text(reference, 'key');
    const found = map && entriesOf(map).find((entry) => entry.key === key);
    return [name, found?.value];
  });
}

function* toldFiles(user: Workload, configMap: ConfigMaps): Generator<ToldText> {
  for (const { source } of mountedConfigMaps(user.spec)) {
    const on = configMap(text(source, 'name'));
    if (!on) continue;
    const items = objects(source, 'items').map((item) => text(item, 'key'));
    for (const { key, value } of entriesOf(on)) {
      if (items.length > 0 && !items.includes(key)) continue;
      const rest = { name: '', user, container: undefined, variables: NO_VARIABLES };
      yield { ...value, kind: 'file', ...rest };
    }
  }
}

/** A ConfigMap in a volume: its reference, and the name of the volume. */
export interface MountedConfigMap {
  readonly volume: string;
  readonly source: JsonObject;
}

/** The ConfigMaps that a pod can mount. */
export function mountedConfigMaps(spec: JsonObject): MountedConfigMap[] {
  return objects(spec, 'volumes').flatMap((volume) => {
    const projected = objects(object(volume, 'projected'), 'sources');
    return [volume, ...projected].flatMap((source) => {
      const reference = object(source, 'configMap');
      return reference ? [{ volume: text(volume, 'name'), source: reference }] : [];
    });
  });
}

function entriesOf(on: StoredObject): { readonly key: string; readonly value: Value }[] {
  const data = object(on.object, 'data');
  return textMap(on.object, 'data').map(([key]) => ({
    key,
    value: { on, field: `data[${key}]`, text: optionalText(data, key) ?? '' },
  }));
}
