import type { Place } from '../error.ts';
import { scalarText } from '../resource/resource.ts';
import type { Resource } from '../resource/resource.ts';
import { placeOf } from '../yaml/describe.ts';
import { getField, verbatimOf } from '../yaml/node.ts';
import type { Node } from '../yaml/node.ts';
import type { Origin, Removed, Trace } from './origin.ts';

/** What runs, for the values that it touches. */
export interface TracedStep {
  /** The field of the kustomization, or what the engine does by itself. */
  readonly by: string;
  /**
   * What the kustomization says there: stands in for values that no file holds as they are. Of a mapping that has a
   * value under its key, such as a label, it is that entry.
   */
  readonly node?: Node | undefined;
}

interface Gathered {
  readonly resources: readonly Resource[];
}

/**
 * Notes what each step of a build did to the resources: a new value gets its first origin, a changed one a further
 * origin. The trees are compared with what was noted before, so that no transformer has to know about it.
 */
export class Tracer {
  /** What steps took away, in their order. */
  readonly removals: Removal[] = [];

  /** Notes where resources that were just read stand. */
  read(resources: readonly Resource[], step: TracedStep): void {
    recordStep(resources, step);
  }

  /** Runs a step. What it throws is thrown. */
  run(gathered: Gathered, step: TracedStep, action: () => void): void {
    const before = gathered.resources.map((resource) => ({
      resource,
      identity: identityOf(resource),
      leaves: leavesOf(resource.node),
    }));
    action();
    const after = new Map<unknown, Resource>();
    for (const resource of gathered.resources) {
      if (resource.deleted) continue;
      after.set(resource, resource).set(keyOf(resource), resource);
    }
    for (const { resource, identity, leaves } of before) {
      let now = after.get(resource);
      if (!now) {
        // What a generator made may have taken its place.
        now = after.get(keyOf(identity));
        if (now) takeOver(leaves, now.node);
      }
      this.#noteRemoved(identity, leaves, now, step);
    }
    recordStep(gathered.resources, step);
  }

  #noteRemoved(
    identity: Identity,
    leaves: readonly Leaf[],
    now: Resource | undefined,
    step: TracedStep,
  ): void {
    const { path, line, column } = placeOf(step.node) ?? { path: '' };
    const last: Origin = { path, line, column, by: step.by, value: undefined };
    const ofKind = leaves.find(({ path: steps }) => steps && isKind(steps))?.trace?.origins ?? [];
    const [birth] = ofKind;
    if (!now) {
      const origins = [...ofKind, last];
      this.removals.push({ ...identity, field: undefined, origins, birth });
      return;
    }
    const left = new Set(leavesOf(now.node).map(({ trace }) => trace?.origins[0]));
    for (const { trace, path: steps } of leaves) {
      if (!trace || left.has(trace.origins[0])) continue;
      const { origins } = trace;
      const field = formatPath(steps);
      if (field.includes(INTERNAL)) continue;
      this.removals.push({ ...identity, field, origins: [...origins, last], birth });
    }
  }
}

/** What was taken away, and from whom: a resource may get another name afterwards, its copies may get several. */
export interface Removal extends Removed {
  /** The first origin of the resource's kind, which it shares with its copies alone. */
  readonly birth: Origin | undefined;
}

/** Removals by the names that the resources have in the end. */
export function nameRemovals(
  removals: readonly Removal[],
  resources: readonly (Identity & { readonly node: Node })[],
): Removed[] {
  const byBirth = new Map<Origin | undefined, Identity[]>();
  for (const resource of resources) {
    const [birth] = originsOf(getField(resource.node, 'kind'));
    const same = byBirth.get(birth);
    if (same) same.push(resource);
    else byBirth.set(birth, [resource]);
  }
  // A base that is used twice brings its removals twice.
  return [...new Set(removals)].flatMap(({ birth, ...removed }) => {
    const left = removed.field === undefined ? undefined : byBirth.get(birth);
    return (left ?? [removed]).map((owner) => ({ ...removed, ...identityOf(owner) }));
  });
}

/** Runs a step, and has it noted where a build is traced. */
export function runStep(
  tracer: Tracer | undefined,
  gathered: Gathered,
  step: TracedStep,
  action: () => void,
): void {
  if (tracer) tracer.run(gathered, step, action);
  else action();
}

const INTERNAL = 'internal.config.kubernetes.io/';

type Identity = Pick<Removed, 'kind' | 'name' | 'namespace'>;

function identityOf({ kind, name, namespace }: Identity): Identity {
  return { kind, name, namespace };
}

function keyOf({ kind, name, namespace }: Identity): string {
  return JSON.stringify([kind, name, namespace]);
}

/** Where a value stands, from the inside out: most are never asked for, so that no text is made of them. */
interface Path {
  readonly outer: Path | undefined;
  readonly step: Node | number;
}

interface Leaf {
  readonly trace: Trace | undefined;
  readonly path: Path | undefined;
}

function leavesOf(root: Node): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (node: Node, path: Path | undefined): void => {
    if (node.kind === 'mapping' && node.entries.length > 0) {
      for (const { key, value } of node.entries) walk(value, { outer: path, step: key });
    } else if (node.kind === 'sequence' && node.items.length > 0) {
      node.items.forEach((item, i) => walk(item, { outer: path, step: i }));
    } else leaves.push({ trace: node.trace, path });
  };
  walk(root, undefined);
  return leaves;
}

function isKind({ outer, step }: Path): boolean {
  return !outer && typeof step !== 'number' && scalarText(step) === 'kind';
}

function formatPath(path: Path | undefined): string {
  if (!path) return '';
  const outer = formatPath(path.outer);
  return typeof path.step === 'number' ? `${outer}[${path.step}]` : joinPath(outer, path.step);
}

/** Gives new values the past of those that stood in their places. */
function takeOver(leaves: readonly Leaf[], root: Node): void {
  const byPath = new Map(leaves.map(({ trace, path }) => [formatPath(path), trace]));
  visitLeaves(root, '', (path, node) => {
    const trace = node.trace ?? byPath.get(path);
    if (trace) node.trace = trace;
  });
}

/** Notes the origin of values that are new or have changed; a value that was written anew stands where its node says. */
function recordStep(resources: readonly Resource[], step: TracedStep): void {
  for (const { node } of resources) recordNode(node, '', step);
}

function recordNode(node: Node, key: string, step: TracedStep): void {
  if (node.kind === 'mapping' && node.entries.length > 0) {
    for (const entry of node.entries) recordNode(entry.value, scalarText(entry.key), step);
  } else if (node.kind === 'sequence' && node.items.length > 0) {
    for (const item of node.items) recordNode(item, key, step);
  } else recordLeaf(node, key, step);
}

function recordLeaf(node: Node, key: string, step: TracedStep): void {
  const { trace } = node;
  const unmoved = trace ? isAt(node, trace.place) : !node.source;
  if (trace && unmoved && looksLike(node, trace)) return;
  const place = placeOf(node);
  const asked = placeOf(getField(step.node, key)) ?? placeOf(step.node);
  const standing = unmoved ? (asked ?? trace?.origins.at(-1) ?? place) : place;
  const { path, line, column } = standing ?? { path: '' };
  const origin: Origin = {
    path,
    line,
    column,
    by: step.by,
    value: valueText(node),
    ...textOf(node),
  };
  node.trace = {
    origins: trace ? [...trace.origins, origin] : [origin],
    tag: tagOf(node),
    place,
  };
}

function textOf(node: Node): Pick<Origin, 'text'> {
  const verbatim = verbatimOf(node);
  return verbatim ? { text: { path: verbatim.path, line: verbatim.line } } : {};
}

/** Whether the value is what it was when its last origin was noted. */
function looksLike(node: Node, { origins, tag }: Trace): boolean {
  return tag === tagOf(node) && origins.at(-1)?.value === valueText(node);
}

function tagOf(node: Node): string | undefined {
  return node.kind === 'alias' ? undefined : node.tag;
}

/** The text of a value as origins tell it. */
export function valueText(node: Node): string {
  if (node.kind === 'scalar') return node.value;
  return node.kind === 'sequence' ? '[]' : '{}';
}

function isAt({ source, line, column }: Node, place: Place | undefined): boolean {
  if (!place) return !source;
  return place.line === line && place.column === column && place.path === source?.path;
}

/** Calls `visit` for every value of a tree with its path, `spec.ports[0].name`; an empty collection is a value. */
export function visitLeaves(
  node: Node,
  path: string,
  visit: (path: string, node: Node) => void,
): void {
  if (node.kind === 'mapping' && node.entries.length > 0) {
    for (const { key, value } of node.entries) visitLeaves(value, joinPath(path, key), visit);
  } else if (node.kind === 'sequence' && node.items.length > 0) {
    node.items.forEach((item, i) => visitLeaves(item, `${path}[${i}]`, visit));
  } else visit(path, node);
}

function joinPath(path: string, key: Node): string {
  const name = scalarText(key);
  if (!/^[\w$-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** The stations of a value, the first one where it was defined. Empty for nodes of builds that were not traced. */
export function originsOf(node: Node | undefined): readonly Origin[] {
  return node?.trace?.origins ?? [];
}
