import { isDeepStrictEqual } from 'node:util';

import { describeResource } from '@fingerpost/policy';
import { KustomizeError, toJsonValue } from 'kustomize-ts';
import type { JsonObject, JsonValue, Resource } from 'kustomize-ts';

import { stemOf } from '../../resource/hash-suffix.ts';
import { groupOf } from '../../resource/identity.ts';
import type { EnvironmentSide, SideOverlay } from './environment-side.ts';
import { isInnerEdit } from './inner-edit.ts';
import type { Renderings } from './loaded-side.ts';
import { hasWord, profileOf } from './overlay-profile.ts';
import type { OverlayProfile } from './overlay-profile.ts';

/** The overlays that an edit may have to do with, on both sides. */
export interface Neighbourhood {
  readonly before: readonly SideOverlay[];
  readonly after: readonly SideOverlay[];
  /** The overlays that were edited, by id, with what they say now. */
  readonly edited: ReadonlyMap<string, OverlayProfile>;
  /** The resources of these overlays on both sides, as findings name them. */
  readonly resources: ReadonlySet<string>;
  /** The kinds of the objects that were edited. */
  readonly kinds: ReadonlySet<string>;
}

/** Edits of more overlays than these are those of a base, which reach far. */
const MOST_EDITED = 10;
/** A part that is most of the environment saves nothing, but where that is small. */
const LARGEST_SHARE = 0.5;
const FEW = 20;

/**
 * The part of an environment that an edit can have to do with; undefined where that is not known, or is most of it.
 * @param profiles of the overlays before
 */
export function neighbourhoodOf(
  before: EnvironmentSide,
  after: EnvironmentSide,
  profiles: ReadonlyMap<string, OverlayProfile>,
  renderings: Renderings,
): Neighbourhood | undefined {
  if (!isSameCluster(before, after)) return undefined;
  const given = profileOf(renderings.givenOf(after));
  if ([given, ...profiles.values()].some(({ selectsZones }) => selectsZones)) return undefined;
  const edited = new Map<string, OverlayProfile>();
  const kinds = new Set<string>();
  const resources = new Set<string>();
  const words = new Set<string>();
  const spoken: OverlayProfile[] = [];
  for (const [index, now] of after.overlays.entries()) {
    const old = before.overlays[index];
    if (!old || old.id !== now.id || !profiles.has(old.id)) return undefined;
    if (old.key === now.key) continue;
    if (edited.size >= MOST_EDITED) return undefined;
    const [oldResources, newResources] = [renderings.resourcesOf(old), renderings.resourcesOf(now)];
    const edits = editsOf(oldResources, newResources);
    if (!edits) return undefined;
    const sides = [profileOf(oldResources), profileOf(newResources)] as const;
    // What it names is not known.
    if (sides.some(({ words: said }) => said === '')) return undefined;
    edited.set(now.id, sides[1]);
    for (const one of [...oldResources, ...newResources]) resources.add(describeResource(one));
    spoken.push(...sides);
    for (const { kind, names } of edits) {
      kinds.add(kind);
      for (const name of names) words.add(name);
    }
    for (const side of sides) for (const namespace of side.namespaces) words.add(namespace);
  }
  words.delete('');
  const isNear = ({ id }: SideOverlay): boolean => {
    const profile = profiles.get(id);
    if (!profile || profile.isGlobal || edited.has(id)) return true;
    if ([...words].some((word) => hasWord(profile, word))) return true;
    return profile.namespaces.some(
      (namespace) => words.has(namespace) || spoken.some((side) => hasWord(side, namespace)),
    );
  };
  const near = after.overlays.map(isNear);
  const count = near.filter(Boolean).length;
  if (count > FEW && count > after.overlays.length * LARGEST_SHARE) return undefined;
  return {
    before: before.overlays.filter((_, index) => near[index]),
    after: after.overlays.filter((_, index) => near[index]),
    edited,
    resources,
    kinds,
  };
}

/** The same cluster with the same overlays, which all render. */
function isSameCluster(before: EnvironmentSide, after: EnvironmentSide): boolean {
  return (
    before.overlays.length === after.overlays.length &&
    before.failed.length === 0 &&
    after.failed.length === 0 &&
    before.given.digest === after.given.digest &&
    isDeepStrictEqual(before.environment, after.environment)
  );
}

/** An object that was edited. */
interface InnerEdit {
  readonly kind: string;
  /** Its own, and of what it began or ceased to refer to. */
  readonly names: readonly string[];
}

/** What was edited; undefined where one of the edits is seen from outside of its namespace. */
function editsOf(
  before: readonly Resource[],
  after: readonly Resource[],
): readonly InnerEdit[] | undefined {
  if (before.length !== after.length) return undefined;
  const edits: InnerEdit[] = [];
  for (const [index, now] of after.entries()) {
    const old = before[index];
    if (!old || !isSameObject(old, now)) return undefined;
    const [was, is] = [jsonOf(old), jsonOf(now)];
    if (!was || !is) return undefined;
    if (isDeepStrictEqual(was, is)) continue;
    if (!isInnerEdit(now, was, is)) return undefined;
    edits.push({ kind: now.kind, names: [old.name, now.name, ...changedReferences(was, is)] });
  }
  return edits;
}

const REFERENCES = ['configMap', 'configMapKeyRef', 'configMapRef'];

/**
 * The names of ConfigMaps that one side refers to and the other does not. Who misses one is told where another namespace
 * has one of that name.
 */
function changedReferences(before: JsonObject, after: JsonObject): readonly string[] {
  const [old, now] = [referencesIn(before), referencesIn(after)];
  return [...old, ...now].filter((name) => !old.has(name) || !now.has(name));
}

function referencesIn(root: JsonObject): ReadonlySet<string> {
  const names = new Set<string>();
  const left: JsonValue[] = [root];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      left.push(inner);
      const isNamed = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      const name = REFERENCES.includes(key) && isNamed ? inner['name'] : undefined;
      if (typeof name === 'string') names.add(name);
    }
  }
  return names;
}

function isSameObject(old: Resource, now: Resource): boolean {
  const sameName =
    old.name === now.name ||
    (stemOf(old.name) !== undefined && stemOf(old.name) === stemOf(now.name));
  return (
    sameName &&
    old.apiVersion === now.apiVersion &&
    old.kind === now.kind &&
    old.namespace === now.namespace &&
    groupOf(old.apiVersion) === groupOf(now.apiVersion)
  );
}

/** Undefined for what has no form in JSON. */
function jsonOf({ node }: Resource): JsonObject | undefined {
  try {
    // A resource is a mapping.
    return toJsonValue(node) as JsonObject;
  } catch (error) {
    if (error instanceof KustomizeError) return undefined;
    throw error;
  }
}
