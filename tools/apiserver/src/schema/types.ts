import type { JsonObject } from 'kustomize-ts';
import { customKind, customKindNames } from './custom.ts';
import type { CustomKind } from './custom-kind.ts';
import { customType } from './custom-type.ts';
import { definedKind, definedResource, definesGroup } from './definitions.ts';
import table from './generated/types.json' with { type: 'json' };

/** How lists and maps are merged by server-side apply: as a whole, as a set, or item by item by their keys. */
export type ListMerge = 'atomic' | 'set' | readonly string[];

/** A Go type, as far as decoding, printing and merging depend on it. `go` is its name in Go's messages. */
export type GoType =
  | { readonly kind: 'scalar'; readonly scalar: Scalar; readonly go: string }
  | { readonly kind: 'special'; readonly special: Special; readonly go: string }
  | { readonly kind: 'pointer'; readonly element: GoType; readonly go: string }
  | {
      readonly kind: 'list';
      readonly element: GoType;
      readonly merge: ListMerge;
      readonly go: string;
    }
  | {
      readonly kind: 'map';
      readonly element: GoType;
      readonly atomic: boolean;
      readonly go: string;
    }
  | {
      readonly kind: 'struct';
      readonly fields: ReadonlyMap<string, GoField>;
      readonly atomic: boolean;
      readonly go: string;
    };

/** Types that are one value. */
export type Scalar = 'bool' | 'float64' | 'int32' | 'int64' | 'string' | 'bytes';

/** Types with a decoder of their own. */
export type Special = 'any' | 'duration' | 'intstr' | 'microtime' | 'quantity' | 'time';

/** A field of a struct. */
export interface GoField {
  readonly type: GoType;
  /** Go prints nothing for the zero value. */
  readonly omitted: boolean;
  /** The structs that the field is embedded with. */
  readonly embedded: readonly string[];
  /** The struct is merged as a whole. */
  readonly atomic: boolean;
  /** The value that stands for an absent one where the field is a key of a list. */
  readonly keyDefault: string | undefined;
}

/** A kind that the API server knows: by its Go type, or by the schema of a CustomResourceDefinition. */
export interface GoKind {
  readonly type: GoType;
  /** Of custom resources. */
  readonly custom?: CustomKind;
  /** The plural in paths. */
  readonly resource: string;
  readonly namespaced: boolean;
}

const SCALARS: readonly string[] = ['bool', 'float64', 'int32', 'int64', 'string', 'bytes'];
const SPECIALS: readonly string[] = ['any', 'duration', 'intstr', 'microtime', 'quantity', 'time'];

const kindTable: Readonly<Record<string, { type: string; resource: string; namespaced: boolean }>> =
  table.kinds;
const typeTable = new Map<string, string | Readonly<Record<string, string>>>(
  Object.entries(table.types),
);

const loaded = new Map<string, GoType>();
const builtIn = new Map<string, GoKind>();

/**
 * A kind by its name; undefined when nothing serves it. `definitions` may hold CustomResourceDefinitions: they take the
 * place of those that are known by themselves.
 */
export function goKind(
  apiVersion: string,
  kind: string,
  definitions: readonly JsonObject[] = [],
): GoKind | undefined {
  const name = `${apiVersion} ${kind}`;
  const known = builtIn.get(name) ?? readKind(name);
  if (known !== undefined) return known;
  const { group, version } = splitVersion(apiVersion);
  const defined = definedKind(group, kind, definitions);
  const custom = defined === undefined ? customKind(name) : defined.versions.get(version);
  if (custom === undefined) return undefined;
  const { resource, namespaced, schema } = custom;
  return { type: customType(schema), resource, namespaced, custom };
}

function readKind(name: string): GoKind | undefined {
  const entry = Object.hasOwn(kindTable, name) ? kindTable[name] : undefined;
  if (entry === undefined) return undefined;
  const kind = { ...entry, type: typeOf(entry.type) };
  builtIn.set(name, kind);
  return kind;
}

function splitVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}

/** A Go type by its name in the table. */
export function goTypeOf(name: string): GoType {
  return typeOf(name);
}

/** The kind whose objects have that plural in the paths of a group and version. */
export function kindOfResource(
  apiVersion: string,
  resource: string,
  definitions: readonly JsonObject[] = [],
): string | undefined {
  const { group, version } = splitVersion(apiVersion);
  const defined = definedResource(group, resource, definitions);
  if (defined?.versions.has(version) === true) return defined.kind;
  const found = kindNames().find((name) => {
    if (!name.startsWith(`${apiVersion} `)) return false;
    return (customKind(name) ?? kindTable[name])?.resource === resource;
  });
  return found?.slice(apiVersion.length + 1);
}

/** Whether some version of the group is known. */
export function knowsGroup(group: string, definitions: readonly JsonObject[] = []): boolean {
  return (
    definesGroup(group, definitions) ||
    kindNames().some((name) => (group === '' ? !name.includes('/') : name.startsWith(`${group}/`)))
  );
}

function kindNames(): string[] {
  return [...Object.keys(kindTable), ...customKindNames()];
}

/** Reads the notation of the table: `*`, `[how]` and `{how}` in front of a name. */
function typeOf(notation: string): GoType {
  const known = loaded.get(notation);
  if (known !== undefined) return known;
  const type = readType(notation);
  loaded.set(notation, type);
  return type;
}

function readType(notation: string): GoType {
  if (notation.startsWith('*')) {
    const element = typeOf(notation.slice(1));
    return { kind: 'pointer', element, go: element.go };
  }
  const collection = /^([[{])([^\]}]*)[\]}](.*)$/.exec(notation);
  if (collection === null) return namedType(notation);
  const [, bracket, how = '', rest = ''] = collection;
  const element = typeOf(rest);
  return bracket === '['
    ? { kind: 'list', element, merge: listMerge(how), go: `[]${goName(rest, element)}` }
    : { kind: 'map', element, atomic: how === 'atomic', go: `map[string]${goName(rest, element)}` };
}

function goName(notation: string, type: GoType): string {
  return notation.startsWith('*') ? `*${type.go}` : type.go;
}

function listMerge(how: string): ListMerge {
  if (how === '') return 'atomic';
  return how === 'set' ? 'set' : how.split(',');
}

function namedType(name: string): GoType {
  if (isScalar(name)) {
    return { kind: 'scalar', scalar: name, go: name === 'bytes' ? '[]uint8' : name };
  }
  if (isSpecial(name)) return { kind: 'special', special: name, go: name };
  const entry = typeTable.get(name);
  if (entry === undefined) throw new Error(`no type ${name}`);
  const go = name.slice(name.lastIndexOf('/') + 1);
  if (typeof entry === 'string') return { ...typeOf(entry), go };
  return structType(name, go, entry);
}

function structType(name: string, go: string, entry: Readonly<Record<string, string>>): GoType {
  const fields = new Map<string, GoField>();
  const type: GoType = { kind: 'struct', fields, atomic: entry[''] === 'atomic', go };
  // Types may contain themselves.
  loaded.set(name, type);
  for (const [key, notation] of Object.entries(entry)) {
    if (key !== '') fields.set(key, readField(notation));
  }
  return type;
}

function readField(notation: string): GoField {
  const parts = /^(~?)([^?<=]+)(\??)(?:<([^>]*)>)?(?:=(.*))?$/.exec(notation);
  if (parts === null) throw new Error(`no field ${notation}`);
  const [, atomic, type = '', omitted, embedded, keyDefault] = parts;
  return {
    type: typeOf(type),
    omitted: omitted === '?',
    embedded: embedded === undefined ? [] : embedded.split('.'),
    atomic: atomic === '~',
    keyDefault,
  };
}

function isScalar(name: string): name is Scalar {
  return SCALARS.includes(name);
}

function isSpecial(name: string): name is Special {
  return SPECIALS.includes(name);
}
