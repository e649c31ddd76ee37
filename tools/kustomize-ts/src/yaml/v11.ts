import { KustomizeError } from '../error.ts';
import { compareGoStrings, newJsonObject, type JsonScalar, type JsonValue } from './json-value.ts';
import { placeAt } from './mapping-key.ts';
import type { AliasNode, MappingNode, Node, ScalarNode } from './node.ts';
import { formatShortest32 } from './numbers.ts';
import { isFloatName, resolveTag } from './resolve.ts';
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
  return convert(new Decoder(node).decodeDocument());
}

/** What has no JSON form is an error only if it is still there in the end: a later key may overwrite it. */
type Decoded = JsonScalar | KustomizeError | Decoded[] | DecodedMap;

interface DecodedMap {
  readonly fields: Map<string, Decoded>;
  /** The error for a key that JSON cannot express. */
  unsupported?: KustomizeError;
}

function convert(decoded: Decoded): JsonValue {
  if (decoded === null || typeof decoded !== 'object') return decoded;
  if (decoded instanceof KustomizeError) throw decoded;
  if (Array.isArray(decoded)) return decoded.map(convert);
  if (decoded.unsupported) throw decoded.unsupported;
  const { fields } = decoded;
  const object = newJsonObject();
  for (const key of [...fields.keys()].toSorted(compareGoStrings)) {
    object[key] = convert(fields.get(key)!);
  }
  return object;
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

  decodeDocument(): Decoded {
    this.count();
    return this.decode(this.root);
  }

  private decode(node: Node): Decoded {
    this.count();
    switch (node.kind) {
      case 'scalar':
        return decodeScalar(node);
      case 'sequence':
        return node.items.map((item) => this.decode(item));
      case 'mapping': {
        const map: DecodedMap = { fields: new Map() };
        this.decodeEntries(node, map);
        return map;
      }
      case 'alias':
        return this.through(node, (target) => this.decode(target));
    }
  }

  /** go-yaml's measure against aliases that expand without end. */
  private count(): void {
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

  private decodeEntries(mapping: MappingNode, map: DecodedMap): void {
    for (const { key, value } of mapping.entries) {
      if (isMergeKey(key)) this.merge(value, map);
      else this.decodeEntry(key, value, map);
    }
  }

  private decodeEntry(keyNode: Node, valueNode: Node, map: DecodedMap): void {
    const key = this.decodeKey(keyNode);
    const value = this.decode(valueNode);
    if (key === undefined) map.unsupported = unsupportedKey(keyNode);
    else map.fields.set(key, value);
  }

  /** What `<<` brings overwrites what stands above it, and earlier sources overwrite later ones. */
  private merge(value: Node, map: DecodedMap): void {
    const sources = value.kind === 'sequence' ? value.items.toReversed() : [value];
    for (const source of sources) this.mergeSource(source, map);
  }

  private mergeSource(source: Node, map: DecodedMap): void {
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
    if (source.kind !== 'alias') {
      this.decodeEntries(target, map);
      return;
    }
    this.through(source, () => {
      this.count();
      this.decodeEntries(target, map);
    });
  }

  /** The text of a key, undefined where JSON has none for it. */
  private decodeKey(node: Node): string | undefined {
    this.count();
    const key = node.kind === 'alias' ? node.target : node;
    if (key.kind !== 'scalar') throw unsupportedKey(node);
    const tag = tagV11(key);
    if (tag === '!!float' && isFloatName(key.value)) return floatName(key.value);
    const value = scalarValue({ ...key, tag }, '1.1');
    switch (typeof value) {
      case 'string':
        return value;
      case 'number':
        return tag === '!!float' ? floatKey(value) : String(value);
      case 'boolean':
        return String(value);
      case 'bigint':
        return BigInt.asIntN(64, value) === value ? String(value) : undefined;
      default:
        return undefined;
    }
  }
}

function decodeScalar(node: ScalarNode): Decoded {
  const tag = tagV11(node);
  if (tag !== '!!float' || !isFloatName(node.value)) return scalarValue({ ...node, tag }, '1.1');
  return new KustomizeError('invalid-value', `${node.value} has no JSON form`, {
    place: placeAt(node),
    fix: 'quote it, or use a finite number',
  });
}

function floatName(text: string): string {
  if (text.toLowerCase() === '.nan') return '.nan';
  return text.startsWith('-') ? '-.inf' : '.inf';
}

/** Numbers lose as keys what 32 bits do not hold. */
function floatKey(value: number): string {
  const rounded = Math.fround(value);
  if (Number.isFinite(rounded)) return formatShortest32(rounded);
  return rounded > 0 ? '.inf' : '-.inf';
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

function allowedAliasRatio(decoded: number): number {
  if (decoded <= ALIAS_RANGE_LOW) return 0.99;
  if (decoded >= ALIAS_RANGE_HIGH) return 0.1;
  return 0.99 - (0.89 * (decoded - ALIAS_RANGE_LOW)) / (ALIAS_RANGE_HIGH - ALIAS_RANGE_LOW);
}

function unsupportedKey(node: Node): KustomizeError {
  const type = node.kind === 'scalar' ? `'${node.value}'` : 'a collection';
  return new KustomizeError('wrong-type', `mapping key is ${type}, which JSON cannot express`, {
    place: placeAt(node),
    fix: 'quote it',
  });
}
