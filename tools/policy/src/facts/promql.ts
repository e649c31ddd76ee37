import { parser } from '@prometheus-io/lezer-promql';
import { object, objects, text } from '@fingerpost/apiserver';
import type { StoredObject } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** An expression of a PrometheusRule. */
export interface RuleExpression {
  readonly on: StoredObject;
  readonly field: string;
  readonly text: string;
  /** The name of the alert, or of the series that it records. */
  readonly name: string;
  readonly selectors: readonly MetricSelector[];
}

/** Which series an expression reads. */
export interface MetricSelector {
  /** '' where it names none. */
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
  /** Where in the expression. */
  readonly pos: number;
  /** Beside `or`: the other side has the answer where this one has none. */
  readonly isAlternative: boolean;
}

export interface LabelMatcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Longer ones are nothing that people write. */
const MAX_TEXT = 50_000;

type Tree = ReturnType<typeof parser.parse>;
type SyntaxNode = Tree['topNode'];

/** The expressions of all PrometheusRules that are checked. */
export function ruleExpressions({ model, isChecked }: RuleInput): readonly RuleExpression[] {
  const stored = model.store.list('monitoring.coreos.com', 'PrometheusRule').filter(isChecked);
  return stored.flatMap((on) =>
    objects(object(on.object, 'spec'), 'groups').flatMap((group, groupIndex) =>
      objects(group, 'rules').flatMap((rule, index) => {
        const expression = text(rule, 'expr');
        const field = `spec.groups[${groupIndex}].rules[${index}].expr`;
        const name = text(rule, 'alert') || text(rule, 'record');
        if (expression.length > MAX_TEXT) return [];
        return [{ on, field, text: expression, name, selectors: readSelectors(expression) }];
      }),
    ),
  );
}

/** What an expression reads; what cannot be parsed of it is left out. */
function readSelectors(expression: string): readonly MetricSelector[] {
  const selectors: MetricSelector[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, node }) => {
      if (name === 'VectorSelector') selectors.push(readSelector(node, expression));
    },
  });
  return selectors;
}

function readSelector(node: SyntaxNode, expression: string): MetricSelector {
  const textOf = (one: SyntaxNode | null): string =>
    one ? expression.slice(one.from, one.to) : '';
  const list = node.getChild('LabelMatchers');
  const matchers = (list?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => ({
    label: textOf(matcher.getChild('LabelName')),
    operator: textOf(matcher.getChild('MatchOp')),
    value: unquote(textOf(matcher.getChild('StringLiteral'))),
  }));
  const quoted = unquote(textOf(list?.getChild('QuotedLabelName') ?? null));
  const named = matchers.find(({ label, operator }) => label === '__name__' && operator === '=');
  const metric = textOf(node.getChild('Identifier')) || quoted || (named?.value ?? '');
  return { metric, matchers, pos: node.from, isAlternative: isBesideOr(node) };
}

function unquote(literal: string): string {
  return literal.slice(1, -1);
}

function isBesideOr(node: SyntaxNode): boolean {
  for (let parent = node.parent; parent; parent = parent.parent) {
    if (parent.name === 'BinaryExpr' && parent.getChild('Or')) return true;
  }
  return false;
}
