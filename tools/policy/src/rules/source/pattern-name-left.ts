import { getPath, originsOf, visitLeaves } from 'kustomize-ts';
import type { Labels, StoredObject } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const patternNameLeft: Rule = {
  id: 'source/pattern-name-left',
  severity: 'error',
  scope: 'resource',
  title: 'The name of a pattern is left in a service',
  why: 'A pattern calls everything `app`; a service renames it. What is not renamed stands beside the rest under another name, and a selector with the old name finds nothing: a route without backend, a monitor that scrapes nothing.',
  fix: 'list the identity of the service after the trait, or rename the object; for a reference of another kind add a nameReference or a commonLabels entry to configurations',
  silent:
    'Where nothing of the overlay was renamed from app, and where the names and labels with app that are left belong together.',
  source: 'docs/patterns',
  check: findLeftNames,
};

/** A label selector; the key stands last. */
const SELECTOR = /(?:^|\.)(?:selector|podSelector|matchLabels)(?:\.|\[)/;
const NAME_LABEL = /^metadata\.labels\["app\.kubernetes\.io\/name"\]$/;
/** Fields whose value is the name of another object. */
const REFERENCE =
  /service-name"\]$|(?:serviceName|serviceAccountName)$|(?:backendRefs\[\d+\]|scaleTargetRef|configMapRef|configMapKeyRef|service|configMap)\.name$/;

function* findLeftNames(input: RuleInput): Generator<Problem> {
  const byOverlay = Map.groupBy(
    input.checked.filter((stored) => input.overlaysOf(stored).length > 0),
    (stored) => input.overlaysOf(stored).join(' '),
  );
  const podLabels = new Map(
    input.model.workloads.map(({ stored, labels }) => [stored, labels] as const),
  );
  for (const [overlay, objects] of byOverlay) {
    const known = namesOf(objects, podLabels);
    const left = objects.flatMap((stored) => leftIn(stored, known));
    if (left.length === 0) continue;
    const renamed = objects.find((stored) => wasPattern(stored, input));
    if (!renamed) continue;
    for (const { stored, field, value } of left) {
      yield {
        on: stored,
        field,
        message: `${stored.kind} ${stored.name} of ${overlay} still has ${value}, the name of the pattern, in ${field}; the pattern became ${renamed.name} here`,
      };
    }
  }
}

interface Left {
  readonly stored: StoredObject;
  readonly field: string;
  readonly value: string;
}

/** What an overlay calls `app` on purpose: where names and labels are the same, nothing was forgotten. */
interface KnownNames {
  readonly hasObject: boolean;
  /** Keys of labels of pods, and of all objects, with the value `app`. */
  readonly podKeys: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

function namesOf(
  objects: readonly StoredObject[],
  podLabels: ReadonlyMap<StoredObject, Labels>,
): KnownNames {
  const keysOf = (labels: Labels | undefined): string[] =>
    [...(labels ?? [])].flatMap(([key, value]) => (value === 'app' ? [key] : []));
  return {
    hasObject: objects.some(({ name }) => name === 'app'),
    podKeys: new Set(objects.flatMap((stored) => keysOf(podLabels.get(stored)))),
    keys: new Set(objects.flatMap(({ labels }) => keysOf(labels))),
  };
}

/** The name of an object, else what refers to the pattern. */
function leftIn(stored: StoredObject, known: KnownNames): Left[] {
  if (/^app(?:-|$)/.test(stored.name)) {
    return [{ stored, field: 'metadata.name', value: stored.name }];
  }
  const found: Left[] = [];
  visitLeaves(stored.resource.node, '', (field, node) => {
    if (node.kind !== 'scalar' || node.value !== 'app') return;
    if (!isLeft(stored, field, known)) return;
    found.push({ stored, field: field.replaceAll('"', ''), value: node.value });
  });
  return found.slice(0, 1);
}

function isLeft(
  { kind }: StoredObject,
  field: string,
  { hasObject, podKeys, keys }: KnownNames,
): boolean {
  if (REFERENCE.test(field)) return !hasObject;
  if (NAME_LABEL.test(field)) return podKeys.size === 0;
  if (!SELECTOR.test(field)) return false;
  const own = kind === 'ServiceMonitor' ? keys : podKeys;
  const key = /(?:\["([^"]*)"\]|\.([^.[]*))$/.exec(field);
  return field.includes('.matchExpressions[')
    ? own.size === 0
    : !own.has(key?.[1] ?? key?.[2] ?? '');
}

function wasPattern(stored: StoredObject, input: RuleInput): boolean {
  if (/^app(?:-|$)/.test(stored.name)) return false;
  const name = getPath(input.traced(stored), 'metadata', 'name');
  return originsOf(name).some(({ value }) => value === 'app');
}
