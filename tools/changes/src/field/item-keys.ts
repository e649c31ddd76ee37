import type { ListType } from './list-type.ts';
import { canonical, fieldOf, isList } from './value.ts';
import type { Value, ValueMap } from './value.ts';

/** Fields that together say which item of a list it is; the first has to be there. */
export type ItemKey = readonly string[];

/**
 * What identifies the items of a list, by the name of its field. Tried in this order: an item is what its name says,
 * and one that was renamed is still recognised by the next key.
 * The keys of core kinds are the `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` of the Kubernetes OpenAPI document;
 * `name` comes first where items have one, because a port that changes its number is still that port.
 */
const KEYS: Readonly<Record<string, readonly ItemKey[]>> = {
  ports: [['name'], ['port', 'protocol'], ['containerPort', 'protocol'], ['number', 'protocol']],
  volumeMounts: [['mountPath']],
  volumeDevices: [['devicePath']],
  hostAliases: [['ip']],
  podIPs: [['ip']],
  topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable'], ['topologyKey']],
  conditions: [['type']],
  addresses: [['type', 'value']],
  ownerReferences: [['uid'], ['name', 'kind']],
  subjects: [['name', 'kind', 'namespace']],
  parentRefs: [['name', 'kind', 'namespace', 'sectionName'], ['name']],
  backendRefs: [['name', 'kind', 'namespace', 'port'], ['name']],
  endpoints: [['hostname'], ['addresses'], ['port', 'path'], ['port']],
  rules: [['name'], ['alert'], ['record']],
  validations: [['expression']],
  perPort: [['port']],
  tolerations: [['key', 'operator', 'value', 'effect']],
  items: [['key'], ['name']],
};

/** Of lists of which neither the table nor the API knows anything. */
const OTHER_KEYS: readonly ItemKey[] = [['name'], ['key']];

/** Fields whose items are known by their name, although the API tells them apart by something else. */
const BY_NAME: ReadonlySet<string> = new Set(['ports']);

/** The value a field has where it is left out. */
const DEFAULTS: ValueMap = { protocol: 'TCP' };

/** How the items of a list are told apart. */
export interface ItemKeys {
  /** Tried in this order. */
  readonly keys: readonly ItemKey[];
  /** Values of key fields that are left out. */
  readonly defaults: ValueMap;
}

/** The keys to try for the items of the field's list: those of its type, where it is known, else those of its name. */
export function itemKeys(field: string, type?: ListType): ItemKeys {
  const named = Object.hasOwn(KEYS, field) ? KEYS[field] : undefined;
  if (!type?.keys || type.keys.length === 0) {
    return { keys: named ?? OTHER_KEYS, defaults: DEFAULTS };
  }
  const own = BY_NAME.has(field) ? [['name'], type.keys] : [type.keys];
  return {
    keys: [...own, ...(named ?? []).filter((key) => !own.some((known) => isSame(known, key)))],
    defaults: { ...DEFAULTS, ...type.defaults },
  };
}

function isSame(a: ItemKey, b: ItemKey): boolean {
  return a.join() === b.join();
}

/** The identity of an item under a key; undefined where it lacks the key's first field. */
export function identityOf(item: Value, key: ItemKey, defaults: ValueMap): string | undefined {
  const [first = ''] = key;
  if (fieldOf(item, first) === undefined && fieldOf(defaults, first) === undefined) {
    return undefined;
  }
  return key
    .map((field) => canonical(fieldOf(item, field) ?? fieldOf(defaults, field) ?? null))
    .join();
}

/** What the item is called in a path: its name, else `field=value` for what it has of the first key it has. */
export function labelOf(item: Value, keys: readonly ItemKey[]): string | undefined {
  const name = fieldOf(item, 'name');
  if (typeof name === 'string' && keys.some((key) => key.includes('name'))) return name;
  const key = keys.find(([field = '']) => fieldOf(item, field) !== undefined);
  const parts = key?.flatMap((field) => {
    const value = fieldOf(item, field);
    if (value === undefined) return [];
    return [`${field}=${(isList(value) ? value : [value]).map(asText).join('+')}`];
  });
  return parts?.join(',');
}

function asText(value: Value): string {
  return typeof value === 'string' ? value : canonical(value);
}
