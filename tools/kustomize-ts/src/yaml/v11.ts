import { KustomizeError } from '../error.ts';
import { compareGoStrings, newJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { placeAt } from './mapping-key.ts';
import type { AliasNode, MappingNode, Node, ScalarNode } from './node.ts';
import { formatShortest32 } from './numbers.ts';
import { resolveTag } from './resolve.ts';
import { scalarValue } from './scalar-value.ts';
import { limitError, syntaxError } from './syntax-error.ts';

/**
 * The JSON value of a YAML document as sigs.k8s.io/yaml.YAMLToJSON gives it, with which kustomize reads kustomization
 * files, JSON6902 patches and plugin configuration: plain scalars mean what they mean in YAML 1.1 to go-yaml v2, dates
 * and numbers to base 60 stay strings, aliases and `<<` are followed, of equal keys the last one counts, and keys that
 * are numbers or booleans become strings. Keys are in the order of Go's JSON.
 *
 * @throws KustomizeError `wrong-type` for null or collections as keys, `invalid-value` for infinity, NaN and texts that
 * do not fit their tag, `yaml-syntax` for bad merges, `limit` for aliases that contain themselves or expand too far.
 */
export function toJsonValueV11(node: Node): JsonValue {
  const decoder = new Decoder(node);
  decoder.count();
  return decoder.decode(node);
}

/** From this number of values on go-yaml allows fewer and fewer of them to come from aliases. */
const ALIAS_RANGE_LOW = 400_000;
const ALIAS_RANGE_HIGH = 4_000_000;

class Decoder {
  private readonly root: Node;
  private readonly openAliases = new Set<AliasNode>();
  private decoded = 0;
  private fromAliases = 0;

  constructor(root: Node) {
    this.root = root;
  }

  decode(node: Node): JsonValue {
    this.count();
    switch (node.kind) {
      case 'scalar':
        return decodeScalar(node);
      case 'sequence':
        return node.items.map((item) => this.decode(item));
      case 'mapping': {
        const fields = new Map<string, JsonValue>();
        this.decodeEntries(node, fields);
        return sortedObject(fields);
      }
      case 'alias':
        return this.through(node, (target) => this.decode(target));
    }
  }

  /** go-yaml's measure against aliases that expand without end. */
  count(): void {
    this.decoded++;
    if (this.openAliases.size > 0) this.fromAliases++;
    if (this.fromAliases <= 100 || this.decoded <= 1000) return;
    if (this.fromAliases / this.decoded <= allowedAliasRatio(this.decoded)) return;
    throw limitError(
      'document contains excessive aliasing',
      this.root.source,
      this.root.line,
      this.root.column,
      'write fewer aliases of anchors that contain aliases',
    );
  }

  private through<T>(alias: AliasNode, use: (target: Node) => T): T {
    if (this.openAliases.has(alias)) {
      throw limitError(
        `anchor '${alias.name}' contains itself`,
        alias.source,
        alias.line,
        alias.column,
        'write the value out instead of the alias',
      );
    }
    this.openAliases.add(alias);
    const result = use(alias.target);
    this.openAliases.delete(alias);
    return result;
  }

  private decodeEntries(mapping: MappingNode, fields: Map<string, JsonValue>): void {
    for (const { key, value } of mapping.entries) {
      if (isMergeKey(key)) this.merge(value, fields);
      else fields.set(this.decodeKey(key), this.decode(value));
    }
  }

  /** What `<<` brings overwrites what stands above it, and earlier sources overwrite later ones. */
  private merge(value: Node, fields: Map<string, JsonValue>): void {
    const sources = value.kind === 'sequence' ? value.items.toReversed() : [value];
    for (const source of sources) this.mergeSource(source, fields);
  }

  private mergeSource(source: Node, fields: Map<string, JsonValue>): void {
    const target = source.kind === 'alias' ? source.target : source;
    if (target.kind !== 'mapping') {
      throw syntaxError(
        'map merge requires map or sequence of maps as the value',
        source.source,
        source.line,
        source.column,
      );
    }
    this.count();
    if (source.kind === 'mapping') {
      this.decodeEntries(source, fields);
      return;
    }
    if (source.kind !== 'alias') return;
    this.through(source, () => {
      this.count();
      this.decodeEntries(target, fields);
    });
  }

  private decodeKey(node: Node): string {
    const key = node.kind === 'alias' ? node.target : node;
    if (key.kind !== 'scalar') throw unsupportedKey(node, 'a collection');
    this.count();
    const value = decodeKeyScalar(key);
    switch (typeof value) {
      case 'string':
        return value;
      case 'number':
        return tagV11(key) === '!!float' ? formatShortest32(value) : String(value);
      case 'boolean':
        return String(value);
      case 'bigint':
        if (BigInt.asIntN(64, value) === value) return String(value);
        throw unsupportedKey(node, 'an integer beyond 64 bits');
      default:
        throw unsupportedKey(node, 'null');
    }
  }
}

function decodeScalar(node: ScalarNode): JsonValue {
  return scalarValue({ ...node, tag: tagV11(node) }, '1.1');
}

/** Infinity and NaN have a text as keys. */
function decodeKeyScalar(node: ScalarNode): JsonValue {
  const tag = tagV11(node);
  if (tag === '!!float') {
    const name = node.value.toLowerCase();
    if (name.endsWith('.inf')) return name.startsWith('-') ? '-.inf' : '.inf';
    if (name === '.nan') return '.nan';
  }
  return scalarValue({ ...node, tag }, '1.1');
}

/** The tag that go-yaml v2 gives a scalar, whichever dialect it was parsed in. */
function tagV11(node: ScalarNode): string {
  if (node.tagged || node.style !== 'plain') return node.tag;
  return resolveTag(node.value, '1.1');
}

function isMergeKey(key: Node): boolean {
  return (
    key.kind === 'scalar' &&
    key.value === '<<' &&
    (key.tag === '!!merge' || (key.style === 'plain' && !key.tagged))
  );
}

function sortedObject(fields: ReadonlyMap<string, JsonValue>): JsonObject {
  const object = newJsonObject();
  for (const key of Array.from(fields.keys()).sort(compareGoStrings)) object[key] = fields.get(key)!;
  return object;
}

function allowedAliasRatio(decoded: number): number {
  if (decoded <= ALIAS_RANGE_LOW) return 0.99;
  if (decoded >= ALIAS_RANGE_HIGH) return 0.1;
  return 0.99 - (0.89 * (decoded - ALIAS_RANGE_LOW)) / (ALIAS_RANGE_HIGH - ALIAS_RANGE_LOW);
}

function unsupportedKey(node: Node, type: string): KustomizeError {
  return new KustomizeError('wrong-type', `mapping key is ${type}, which JSON cannot express`, {
    place: placeAt(node),
    fix: 'quote it',
  });
}
