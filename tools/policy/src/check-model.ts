import type { StoredObject } from '@fingerpost/discovery';
import { checkObjects, unreadableFindings } from './check-objects.ts';
import type { Finding } from './finding.ts';
import type { Rule } from './rule.ts';
import { rules as allRules } from './rules/index.ts';
import { runRules } from './run-rules.ts';
import type { CheckedModel } from './run-rules.ts';
import { suppressFindings } from './suppress.ts';
import { withUnknownRange } from './unknown-range.ts';

/**
 * Everything that is wrong with an environment, or with some files: what the API server and its policies would say, and
 * what breaks discovery and load balancing although the API server takes it. Without what is suppressed.
 */
export function checkModel(
  checked: CheckedModel,
  rules: readonly Rule[] = allRules,
): readonly Finding[] {
  const { model, overlaysOf } = checked;
  const { store } = model;
  const isOwn = ({ resource }: Pick<StoredObject, 'resource'>): boolean =>
    overlaysOf(resource) !== undefined;
  // What another object of the same name replaces is sent to the API server too.
  const objects = [...store.replaced, ...store.objects].filter(isOwn);
  const refused = checkObjects(objects, store, overlaysOf);
  const said = [
    ...unreadableFindings(store.unreadable.filter(isOwn), overlaysOf),
    ...(checked.complete ? refused : refused.map(withUnknownRange)),
  ];
  const found = runRules(rules, checked);
  const findings = [...withoutCovered(said, found, rules), ...found];
  return suppressFindings(findings, objects, ({ resource }) => overlaysOf(resource) ?? []);
}

/** Leaves out the warnings and refusals that a rule explains. */
function withoutCovered(
  said: readonly Finding[],
  found: readonly Finding[],
  rules: readonly Rule[],
): readonly Finding[] {
  const covers = new Map(rules.map(({ id, covers: pattern }) => [id, pattern]));
  const byResource = Map.groupBy(found, ({ resource }) => resource);
  return said.filter(({ rule, resource, field, message }) => {
    if (!rule.startsWith('api/')) return true;
    const others = byResource.get(resource) ?? [];
    const text = field === '' ? message : `${field}: ${message}`;
    return !others.some((other) => covers.get(other.rule)?.test(text));
  });
}
