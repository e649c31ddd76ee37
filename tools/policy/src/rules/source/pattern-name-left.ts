import { getPath, originsOf, visitLeaves } from 'kustomize-ts';
import type { StoredObject } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const patternNameLeft: Rule = {
  id: 'source/pattern-name-left',
  severity: 'error',
  scope: 'resource',
  title: 'The name of a pattern is left in a service',
  why: 'A pattern calls everything `app`; a service renames it. What is not renamed stands beside the rest under another name, and a selector with the old name finds nothing: a route without backend, a monitor that scrapes nothing.',
  fix: 'list the identity of the service after the trait, or rename the object; for a reference of another kind add a nameReference or a commonLabels entry to configurations',
  silent: 'Where nothing of the overlay was renamed from app.',
  source: 'docs/patterns',
  check: findLeftNames,
};

/** Fields whose value means an object or its pods. */
const REFERENCE =
  /(?:^|\.)(?:selector|matchLabels|podSelector)\b|\.values\[\d+\]$|service-name|serviceName$|serviceAccountName$|backendRefs\[\d+\]\.name$|(?:scaleTargetRef|configMapRef|configMapKeyRef)\.name$|(?:service|configMap)\.name$|^metadata\.labels\["app\.kubernetes\.io\/name"\]$/;

function* findLeftNames(input: RuleInput): Generator<Problem> {
  const byOverlay = Map.groupBy(
    input.checked.filter((stored) => input.overlaysOf(stored).length > 0),
    (stored) => input.overlaysOf(stored).join(' '),
  );
  for (const [overlay, objects] of byOverlay) {
    const left = objects.flatMap(leftIn);
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

/** The name of an object, else what refers to the pattern. */
function leftIn(stored: StoredObject): Left[] {
  if (/^app(?:-|$)/.test(stored.name)) {
    return [{ stored, field: 'metadata.name', value: stored.name }];
  }
  const found: Left[] = [];
  visitLeaves(stored.resource.node, '', (field, node) => {
    if (node.kind !== 'scalar' || node.value !== 'app' || !REFERENCE.test(field)) return;
    found.push({ stored, field: field.replaceAll('"', ''), value: node.value });
  });
  return found.slice(0, 1);
}

function wasPattern(stored: StoredObject, input: RuleInput): boolean {
  if (/^app(?:-|$)/.test(stored.name)) return false;
  const name = getPath(input.traced(stored), 'metadata', 'name');
  return originsOf(name).some(({ value }) => value === 'app');
}
