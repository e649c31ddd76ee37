import { compareGoStrings } from '../yaml/json-value.ts';
import {
  findEntry,
  getField,
  getPath,
  isNull,
  mappingNode,
  removeField,
  setField,
  stringNode,
} from '../yaml/node.ts';
import type { Schema } from '../schema/schema.ts';
import type { MappingNode, Node } from '../yaml/node.ts';
import { cloneShared } from '../yaml/clone.ts';
import { inheritPlace, setScalarField, textNode, untaggedMap } from '../yaml/edit.ts';
import { currentId, effectiveNamespace, parseApiVersion, sameId } from './resource-id.ts';
import type { ResourceId } from './resource-id.ts';

/**
 * Stands among the annotations of a resource that has a past, as kustomize's own notes do there: its patches find
 * annotations even where a resource came without, and who removes them all, removes the past as well.
 */
const NOTES = 'internal.config.kubernetes.io/previousNames';

/** What a generator asks of the resource it made. */
export interface Generated {
  readonly behavior: 'create' | 'merge' | 'replace' | 'unspecified';
}

/**
 * A Kubernetes object on its way through the build: the YAML tree that transformers edit in place, and what
 * kustomize remembers of its past (in internal annotations there, in fields here) so that references by an
 * earlier name can still be followed.
 */
export class Resource {
  node: MappingNode;
  /** What the build that it belongs to knows of kinds. */
  schema: Schema;
  /** Earlier names, namespaces and kinds, oldest first. */
  previous: { readonly name: string; readonly namespace: string; readonly kind: string }[] = [];
  prefixes: string[] = [];
  suffixes: string[] = [];
  /** Set on what a generator made. */
  generated: Generated | undefined;
  /** The name gets a hash of the content at the end of the build. */
  needsHash = false;
  /** Names of the `vars` that read a field of this resource. */
  variables: string[] = [];
  /** A patch deleted it; it leaves the build when the transformer that did so is done. */
  deleted = false;

  constructor(node: MappingNode, schema: Schema) {
    this.node = node;
    this.schema = schema;
  }

  get apiVersion(): string {
    return scalarText(getField(this.node, 'apiVersion'));
  }

  get kind(): string {
    return scalarText(getField(this.node, 'kind'));
  }

  get name(): string {
    return metadataText(this.node, 'name');
  }

  /** The namespace as written; undefined where none is. */
  get namespace(): string | undefined {
    return metadataText(this.node, 'namespace') || undefined;
  }

  /** The id as it stands now, unique within a build. */
  get id(): ResourceId {
    const { apiVersion, kind } = this;
    const clusterScoped = this.schema.isClusterScoped(apiVersion, kind);
    return currentId(apiVersion, kind, this.name, this.namespace ?? '', clusterScoped);
  }

  /** The ids it had before, oldest first. */
  get previousIds(): ResourceId[] {
    if (this.previous.length === 0) return [];
    const { group, version } = parseApiVersion(this.apiVersion);
    return this.previous.map(({ name, namespace, kind }) => ({
      group,
      version,
      kind,
      name,
      namespace,
      clusterScoped: false,
    }));
  }

  /** The id it was read with. */
  get originalId(): ResourceId {
    return this.previousIds[0] ?? this.id;
  }

  /** Remembers the present id before a transformer changes it. */
  rememberId(): void {
    const id = this.id;
    this.previous.push({ name: id.name, namespace: effectiveNamespace(id), kind: id.kind });
    this.addNotes();
  }

  /** Makes sure that the notes are there. */
  addNotes(): void {
    const metadata = this.metadata();
    const annotations = getField(metadata, 'annotations');
    if (annotations?.kind !== 'mapping')
      setField(metadata, 'annotations', mappingNode([[NOTES, stringNode('')]]));
    else if (!findEntry(annotations, NOTES)) setField(annotations, NOTES, stringNode(''));
  }

  /** Whether the notes are there. */
  get hasNotes(): boolean {
    return getPath(this.node, 'metadata', 'annotations', NOTES) !== undefined;
  }

  /** Forgets the past if the notes of it are gone. */
  settle(): void {
    if (this.hasNotes) return;
    this.previous = [];
    this.prefixes = [];
    this.suffixes = [];
    this.generated = undefined;
    this.needsHash = false;
  }

  setName(name: string): void {
    setScalarField(this.metadata(), 'name', name);
  }

  setKind(kind: string): void {
    setScalarField(this.node, 'kind', kind);
  }

  setNamespace(namespace: string | undefined): void {
    if (namespace) setScalarField(this.metadata(), 'namespace', namespace);
    else {
      const metadata = getField(this.node, 'metadata');
      if (metadata?.kind === 'mapping') removeField(metadata, 'namespace');
    }
  }

  /** Labels as a map of texts, whatever their YAML type. */
  get labels(): Map<string, string> {
    return textMap(getPath(this.node, 'metadata', 'labels'));
  }

  /** Annotations as a map of texts, whatever their YAML type. */
  get annotations(): Map<string, string> {
    return textMap(getPath(this.node, 'metadata', 'annotations'));
  }

  /** Replaces the labels; the field goes where there are none. */
  setLabels(labels: ReadonlyMap<string, string>): void {
    setTextMap(this.metadata(), 'labels', labels);
  }

  /** Replaces the annotations; the field goes where there are none. */
  setAnnotations(annotations: ReadonlyMap<string, string>): void {
    setTextMap(this.metadata(), 'annotations', annotations);
  }

  /** `metadata`, made where it is missing. */
  metadata(): MappingNode {
    const existing = getField(this.node, 'metadata');
    if (existing?.kind === 'mapping') return existing;
    const metadata = mappingNode();
    setField(this.node, 'metadata', metadata);
    return metadata;
  }

  /** A copy that shares nothing with this one. */
  clone(): Resource {
    const copy = new Resource(cloneShared(this.node), this.schema);
    copy.previous = [...this.previous];
    copy.prefixes = [...this.prefixes];
    copy.suffixes = [...this.suffixes];
    copy.generated = this.generated;
    copy.needsHash = this.needsHash;
    copy.variables = [...this.variables];
    return copy;
  }

  /** Whether this is the object of that id, by its present or any earlier id. */
  hasOrHadId(id: ResourceId): boolean {
    if (this.name !== id.name && !this.previous.some(({ name }) => name === id.name)) return false;
    return sameId(this.id, id) || this.previousIds.some((previous) => sameId(previous, id));
  }
}

/** The text of a scalar, of whatever type; empty for everything else. */
export function scalarText(node: Node | undefined): string {
  return node?.kind === 'scalar' ? node.value : '';
}

function metadataText(node: MappingNode, key: string): string {
  const value = getPath(node, 'metadata', key);
  return value && !isNull(value) ? scalarText(value) : '';
}

/** A mapping read as text to text; anything else is empty. */
export function textMap(node: Node | undefined): Map<string, string> {
  const result = new Map<string, string>();
  if (node?.kind !== 'mapping') return result;
  for (const { key, value } of node.entries) result.set(scalarText(key), scalarText(value));
  return result;
}

/** Writes a map of texts below `key` as the last field, its keys sorted by byte; an empty map removes the field. */
function setTextMap(parent: MappingNode, key: string, map: ReadonlyMap<string, string>): void {
  const previous = removeField(parent, key);
  if (map.size === 0) return;
  const before = previous?.kind === 'mapping' ? previous : undefined;
  const sorted = [...map].toSorted(([a], [b]) => compareGoStrings(a, b));
  const written = untaggedMap(sorted.map(([name, value]) => [name, textNode(value)]));
  for (const entry of written.entries) {
    const old = before && findEntry(before, scalarText(entry.key));
    if (!old) continue;
    inheritPlace(entry.key, old.key);
    inheritPlace(entry.value, old.value);
  }
  setField(parent, key, written);
}
