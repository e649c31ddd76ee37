import { callFunction } from './call-function.ts';
import type { Operand, Pipeline, TemplateNode } from './node.ts';
import {
  TemplateFailure,
  TemplateUnknown,
  isMap,
  isStructure,
  isTrue,
  printValue,
} from './value.ts';
import type { TemplateStructure, TemplateValue } from './value.ts';

/** What a template writes; `failure`: it fails; `unknown`: it uses what is not known. */
export type Executed = { readonly text: string } | 'failure' | 'unknown';

interface Scope {
  readonly dot: TemplateValue;
  readonly variables: Map<string, TemplateValue>;
}

/** Fills a template with data. Source: Go's text/template/exec.go. */
export function executeTemplate(nodes: readonly TemplateNode[], data: TemplateStructure): Executed {
  try {
    return { text: execute(nodes, { dot: data, variables: new Map([['$', data]]) }) };
  } catch (error) {
    if (error instanceof TemplateFailure) return 'failure';
    if (error instanceof TemplateUnknown) return 'unknown';
    throw error;
  }
}

function execute(nodes: readonly TemplateNode[], scope: Scope): string {
  return nodes.map((node) => executeNode(node, scope)).join('');
}

function executeNode(node: TemplateNode, scope: Scope): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'action': {
      const value = evaluate(node.pipeline, scope);
      return node.pipeline.variable ? '' : printValue(value);
    }
    case 'if':
    case 'with': {
      const inner: Scope = { dot: scope.dot, variables: new Map(scope.variables) };
      const value = evaluate(node.pipeline, inner);
      if (!isTrue(value)) return execute(node.otherwise, inner);
      return execute(node.body, node.kind === 'with' ? { ...inner, dot: value } : inner);
    }
  }
}

function evaluate({ variable, commands }: Pipeline, scope: Scope): TemplateValue {
  let value: TemplateValue = null;
  for (const [index, command] of commands.entries()) {
    value = evaluateCommand(command, index === 0 ? [] : [value], scope);
  }
  if (variable) scope.variables.set(variable.name, value);
  return value;
}

function evaluateCommand(
  [first, ...rest]: readonly Operand[],
  last: readonly TemplateValue[],
  scope: Scope,
): TemplateValue {
  if (!first) return null;
  if (first.kind === 'function') {
    const args = rest.map((operand) => evaluateOperand(operand, scope));
    return callFunction(first.name, [...args, ...last]);
  }
  // Only functions and methods take arguments; the one method that there is looks metadata up.
  if (rest.length > 0 || last.length > 0) {
    if (first.kind === 'field' && first.path.at(-1) === 'Meta') throw new TemplateUnknown();
    throw new TemplateFailure();
  }
  return evaluateOperand(first, scope);
}

function evaluateOperand(operand: Operand, scope: Scope): TemplateValue {
  switch (operand.kind) {
    case 'constant':
      return operand.value;
    case 'field':
      return fieldOf(scope.dot, operand.path);
    case 'variable':
      return fieldOf(scope.variables.get(operand.name) ?? null, operand.path);
    case 'pipeline':
      return fieldOf(evaluate(operand.pipeline, scope), operand.path);
    case 'function':
      return callFunction(operand.name, []);
  }
}

function fieldOf(value: TemplateValue, path: readonly string[]): TemplateValue {
  let found = value;
  for (const name of path) {
    // A key that a map does not have is no value, which has no fields.
    if (isMap(found)) {
      found = found.get(name) ?? null;
      continue;
    }
    if (!isStructure(found)) throw new TemplateFailure();
    const field = found.fields.get(name);
    if (field === undefined) {
      throw found.unknown.includes(name) ? new TemplateUnknown() : new TemplateFailure();
    }
    found = field;
  }
  return found;
}
