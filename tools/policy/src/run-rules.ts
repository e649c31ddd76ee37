import type { DiscoveryModel } from '@fingerpost/discovery';
import type { Node, Resource } from 'kustomize-ts';
import type { Finding } from './finding.ts';
import { placeOfField } from './place.ts';
import type { Problem, Rule, RuleInput } from './rule.ts';

/** What is checked together. */
export interface CheckedModel {
  readonly model: DiscoveryModel;
  /** The input is all that the cluster holds, not just some files of it. */
  readonly complete: boolean;
  /** The overlays that have a resource; undefined for those that the cluster brings itself, which are not checked. */
  readonly overlaysOf: (resource: Resource) => readonly string[] | undefined;
  /** The same resource of a build that is traced. Default: of none that is known. */
  readonly traced?: (resource: Resource) => Node | undefined;
}

/** Runs rules over a model. A rule that fails is a finding of its own: nothing fails open. */
export function runRules(rules: readonly Rule[], checked: CheckedModel): Finding[] {
  const input = makeInput(checked);
  return rules.flatMap((rule) => {
    try {
      return Array.from(rule.check(input), (problem) => toFinding(rule, problem, input));
    } catch (error) {
      return [failure(rule, error)];
    }
  });
}

function makeInput({ model, complete, overlaysOf, traced }: CheckedModel): RuleInput {
  const results = new Map<unknown, unknown>();
  const checked = model.store.objects.filter(({ resource }) => overlaysOf(resource) !== undefined);
  const namespaces = new Set(checked.map(({ namespace }) => namespace));
  const input: RuleInput = {
    model,
    checked,
    isChecked: ({ resource }) => overlaysOf(resource) !== undefined,
    complete,
    knowsNamespace: (namespace) => complete || namespaces.has(namespace),
    overlaysOf: ({ resource }) => overlaysOf(resource) ?? [],
    traced: ({ resource }) => traced?.(resource),
    shared<T>(compute: (from: RuleInput) => T): T {
      if (!results.has(compute)) results.set(compute, compute(input));
      // What a function computed is what it returns.
      return results.get(compute) as T;
    },
  };
  return input;
}

function toFinding(rule: Rule, problem: Problem, input: RuleInput): Finding {
  const { on, field, at, message, severity, related = [], fix } = problem;
  return {
    rule: rule.id,
    severity: severity ?? rule.severity,
    message,
    ...placeOfField(on.resource, field, at),
    related: related.map((place) => ({
      message: place.message,
      ...placeOfField(place.on.resource, place.field),
    })),
    fix: fix ?? rule.fix,
    documentation: `docs/rules/${rule.id}.md`,
    overlays: input.overlaysOf(on),
  };
}

function failure({ id }: Rule, error: unknown): Finding {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    rule: 'internal/rule-failed',
    severity: 'error',
    message: `the rule ${id} failed (${reason}): nothing is known of what it looks for`,
    resource: '',
    field: '',
    file: '',
    related: [],
    fix: 'this is a bug: report it',
    documentation: 'docs/rules/internal/rule-failed.md',
    overlays: [],
  };
}
