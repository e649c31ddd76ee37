import { canonical, fieldOf, isList } from './value.ts';
import type { Value } from './value.ts';

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
  tolerations: [['key', 'operator', 'value', 'effect']],
  items: [['key'], ['name']],
};

/** Of lists that the table does not know: resources defined by users. */
const OTHER_KEYS: readonly ItemKey[] = [['name'], ['key']];

/** The value a field has where it is left out. */
const DEFAULTS: Readonly<Record<string, Value>> = { protocol: 'TCP' };

/** The keys to try for the items of the field's list. */
export function itemKeys(field: string): readonly ItemKey[] {
  return (Object.hasOwn(KEYS, field) ? KEYS[field] : undefined) ?? OTHER_KEYS;
}

/** The identity of an item under a key; undefined where it lacks the key's first field. */
export function identityOf(item: Value, key: ItemKey): string | undefined {
  const [first = ''] = key;
  if (fieldOf(item, first) === undefined) return undefined;
  return key.map((field) => canonical(fieldOf(item, field) ?? DEFAULTS[field] ?? null)).join();
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
