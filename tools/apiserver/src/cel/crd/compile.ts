import type { CustomSchema } from '../../schema/custom-schema.ts';
import type { ValidationRule } from '../../schema/validation-rule.ts';
import { environment } from '../check/environment.ts';
import { optional, type Type } from '../check/types.ts';
import { celEngine, type Problem, type Program } from '../engine.ts';
import { declareSchema, type Declared } from './declare.ts';
import { readFieldPath } from './field-path.ts';

/** A rule that can be evaluated. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program: Program;
  /** It compares with the old value. */
  readonly usesOld: boolean;
  /** Undefined when there is none that compiles to a text. */
  readonly message: Program | undefined;
  /** The place below that the rule is about; undefined when it says none that there is. */
  readonly place: string | undefined;
}

/** A rule that cannot: what the server says of it. */
export interface BrokenRule {
  readonly problem: string;
}

type Compiled = readonly (CompiledRule | BrokenRule)[];

const compiled = new WeakMap<CustomSchema, WeakMap<readonly ValidationRule[], Compiled>>();

/**
 * The rules of a schema, compiled once; empty ones are left out. `node` is the schema of the value: rules in `allOf`
 * stand in another one. Undefined when expressions cannot see the value.
 * Source: apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go.
 */
export function compileRules(
  rules: readonly ValidationRule[],
  node: CustomSchema,
  isRoot: boolean,
): Compiled | undefined {
  const ofNode = compiled.get(node) ?? new WeakMap<readonly ValidationRule[], Compiled>();
  compiled.set(node, ofNode);
  const known = ofNode.get(rules);
  if (known !== undefined) return known;
  const declared = declareSchema(node, isRoot);
  if (declared.type === undefined) return undefined;
  const { type } = declared;
  const result = rules
    .filter(({ rule }) => rule.trim() !== '')
    .map((rule) => compileRule(rule, node, { ...declared, type }));
  ofNode.set(rules, result);
  return result;
}

function compileRule(
  rule: ValidationRule,
  node: CustomSchema,
  { type, structs }: Declared & { readonly type: Type },
): CompiledRule | BrokenRule {
  const own = environment(
    new Map([
      ['self', type],
      ['oldSelf', rule.optionalOldSelf ? optional(type) : type],
    ]),
    structs,
  );
  const program = celEngine.compile(rule.rule, own);
  if ('issues' in program) return { problem: problemOf(program) };
  if (program.type.kind !== 'bool') return { problem: 'cel expression must evaluate to a bool' };
  const message =
    rule.messageExpression === '' ? undefined : celEngine.compile(rule.messageExpression, own);
  const isText = message !== undefined && !('issues' in message) && message.type.kind === 'string';
  return {
    rule,
    program,
    usesOld: program.names.has('oldSelf'),
    message: isText ? message : undefined,
    // A message that does not compile ends the work on the rule before its place is looked at.
    place: message === undefined || isText ? readFieldPath(rule.fieldPath, node) : undefined,
  };
}

function problemOf({ stage, issues }: Problem): string {
  return `${stage === 'check' ? 'compilation' : 'program instantiation'} failed: ${issues}`;
}
