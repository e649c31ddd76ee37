import type { Overload } from '../library/signatures.ts';
import type { CallExpr, ComprehensionExpr, Expr, SelectExpr } from '../syntax/ast.ts';
import type { Issue } from '../syntax/issue.ts';
import type { Environment } from './environment.ts';
import type { Type } from './types.ts';
import {
  bool,
  bytes,
  double,
  dyn,
  errorType,
  formatType,
  int,
  isDyn,
  isDynOrError,
  list,
  map,
  nullType,
  optional,
  param,
  string,
  typeOf,
  uint,
  unwrapOptional,
} from './types.ts';
import type { Bindings } from './unify.ts';
import { assign, assignAll, mostGeneral, substitute } from './unify.ts';
import { Uint } from '../run/value.ts';
import type { Value } from '../run/value.ts';

/** What the checker learned of an expression. */
export interface Checked {
  readonly expr: Expr;
  readonly type: Type;
  readonly types: ReadonlyMap<Expr, Type>;
  /** The full name of the function, and the overloads that may apply, of each call. */
  readonly calls: ReadonlyMap<Expr, ResolvedCall>;
  /** Selections such as `authorizer.requestResource` that name a variable. */
  readonly qualified: ReadonlyMap<Expr, string>;
}

export interface ResolvedCall {
  readonly fn: string;
  readonly overloads: readonly string[];
  /** The target is part of the function's name. */
  readonly isQualified: boolean;
}

/**
 * Checks the types of an expression as the API server does, with its messages.
 * Rules: cel-go checker/checker.go. Literals of mixed types are dyn here; `validate` refuses them.
 */
export function check(
  expr: Expr,
  environment: Environment,
): { checked: Checked; issues: readonly Issue[] } {
  const checker = new Checker(environment);
  checker.check(expr);
  return { checked: checker.result(expr), issues: checker.issues };
}

type Scope = ReadonlyMap<string, Type>;

class Checker {
  readonly issues: Issue[] = [];
  readonly #environment: Environment;
  readonly #types = new Map<Expr, Type>();
  readonly #calls = new Map<Expr, ResolvedCall>();
  readonly #qualified = new Map<Expr, string>();
  #scopes: readonly Scope[] = [];
  #bindings: Bindings = new Map();
  #variables = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  result(expr: Expr): Checked {
    const types = new Map<Expr, Type>();
    for (const [node, type] of this.#types) types.set(node, substitute(this.#bindings, type, true));
    return {
      expr,
      type: types.get(expr) ?? dyn,
      types,
      calls: this.#calls,
      qualified: this.#qualified,
    };
  }

  check(expr: Expr): Type {
    const type = this.#infer(expr);
    this.#types.set(expr, type);
    return type;
  }

  #infer(expr: Expr): Type {
    switch (expr.kind) {
      case 'literal':
        return literalType(expr.value);
      case 'ident':
        return this.#lookup(expr.name) ?? this.#undeclared(expr.pos, expr.name);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        // Policies know no types that could be made this way; the fields of an unknown one are not looked at.
        return this.#undeclared(expr.pos, expr.name);
      case 'comprehension':
        return this.#comprehension(expr);
    }
  }

  #report(pos: number, message: string): Type {
    this.issues.push({ pos, message });
    return errorType;
  }

  #undeclared(pos: number, name: string): Type {
    return this.#report(pos, `undeclared reference to '${name}' (in container '')`);
  }

  #lookup(name: string): Type | undefined {
    for (const scope of this.#scopes) {
      const type = scope.get(name);
      if (type) return type;
    }
    return this.#environment.variables.get(name.startsWith('.') ? name.slice(1) : name);
  }

  #within(variables: Iterable<readonly [string, Type]>, run: () => void): void {
    const outer = this.#scopes;
    this.#scopes = [new Map(variables), ...outer];
    run();
    this.#scopes = outer;
  }

  #resolve(type: Type): Type {
    return substitute(this.#bindings, type);
  }

  #isAssignable(actual: Type, expected: Type): boolean {
    const bindings = assign(this.#bindings, actual, expected);
    if (bindings) this.#bindings = bindings;
    return bindings !== undefined;
  }

  #fresh(): Type {
    this.#variables += 1;
    return param(`_var${this.#variables - 1}`);
  }

  #select(expr: SelectExpr): Type {
    const name = expr.testOnly ? undefined : qualifiedName(expr);
    const variable = name === undefined ? undefined : this.#lookup(name);
    if (name !== undefined && variable) {
      this.#qualified.set(expr, name);
      return variable;
    }
    const type = this.#field(expr.pos, expr.operand, expr.field, false);
    return expr.testOnly ? bool : this.#resolve(type);
  }

  #field(pos: number, operand: Expr, field: string, isOptional: boolean): Type {
    const operandType = this.#resolve(this.check(operand));
    const inner = unwrapOptional(operandType);
    const type = this.#fieldOf(pos, inner ?? operandType, field);
    return inner || isOptional ? optional(type) : type;
  }

  #fieldOf(pos: number, target: Type, field: string): Type {
    switch (target.kind) {
      case 'map':
        return target.params[1] ?? dyn;
      case 'struct': {
        const fields = this.#environment.structs.get(target.name);
        if (!fields) return this.#report(pos, `unexpected failed resolution of '${target.name}'`);
        return fields.get(field) ?? this.#report(pos, `undefined field '${field}'`);
      }
      case 'param':
        this.#isAssignable(dyn, target);
        return dyn;
      default:
        if (!isDynOrError(target)) {
          this.#report(pos, `type '${formatType(target)}' does not support field selection`);
        }
        return dyn;
    }
  }

  #call(expr: CallExpr): Type {
    const { fn, target, args } = expr;
    if (fn === '_?._') return this.#optionalSelect(expr);
    for (const arg of args) this.check(arg);
    if (target === undefined) {
      const name = fn.startsWith('.') ? fn.slice(1) : fn;
      const overloads = this.#environment.functions.get(name);
      if (!overloads) return this.#undeclared(expr.pos, fn);
      return this.#overload(expr, name, overloads, args, false);
    }
    const prefix = qualifiedName(target);
    const name = `${prefix}.${fn}`;
    const namespaced = prefix === undefined ? undefined : this.#environment.functions.get(name);
    if (namespaced) return this.#overload(expr, name, namespaced, args, true);
    this.check(target);
    const overloads = this.#environment.functions.get(fn);
    if (!overloads) return this.#undeclared(expr.pos, fn);
    return this.#overload(expr, fn, overloads, [target, ...args], false);
  }

  #optionalSelect(expr: CallExpr): Type {
    const [operand, field] = expr.args;
    if (operand === undefined || field?.kind !== 'literal' || typeof field.value !== 'string') {
      return this.#report(expr.pos, 'unsupported optional field selection');
    }
    this.#calls.set(expr, {
      fn: expr.fn,
      overloads: ['select_optional_field'],
      isQualified: false,
    });
    return this.#resolve(this.#field(expr.pos, operand, field.value, true));
  }

  #overload(
    expr: CallExpr,
    fn: string,
    overloads: readonly Overload[],
    args: readonly Expr[],
    isQualified: boolean,
  ): Type {
    const isMember = expr.target !== undefined && !isQualified;
    const argTypes = args.map((arg) => this.#types.get(arg) ?? dyn);
    if (fn === '_&&_' || fn === '_||_') return this.#logical(expr, fn, args, argTypes);
    const matching: string[] = [];
    let result: Type | undefined;
    for (const overload of overloads) {
      if (overload.member !== isMember) continue;
      const fresh: Bindings = new Map(overload.variables.map((name) => [name, this.#fresh()]));
      const bindings = assignAll(
        this.#bindings,
        argTypes,
        overload.args.map((type) => substitute(fresh, type)),
      );
      if (!bindings) continue;
      this.#bindings = bindings;
      matching.push(overload.id);
      const type = this.#resolve(substitute(fresh, overload.result));
      result =
        result === undefined || isDyn(result) ? (result ?? type) : unlessDifferent(result, type);
    }
    if (result === undefined) return this.#noOverload(expr, fn, argTypes, isMember);
    this.#calls.set(expr, { fn, overloads: matching, isQualified });
    return result;
  }

  #logical(expr: CallExpr, fn: string, args: readonly Expr[], argTypes: readonly Type[]): Type {
    let isBool = true;
    for (const [index, type] of argTypes.entries()) {
      if (this.#isAssignable(type, bool)) continue;
      isBool = false;
      this.#report(
        args[index]?.pos ?? expr.pos,
        `expected type 'bool' but found '${formatType(type)}'`,
      );
    }
    this.#calls.set(expr, { fn, overloads: [fn], isQualified: false });
    return isBool ? bool : errorType;
  }

  #noOverload(expr: CallExpr, fn: string, argTypes: readonly Type[], isMember: boolean): Type {
    const names = argTypes.map((type) => formatType(substitute(this.#bindings, type, true)));
    const signature = isMember
      ? `${names[0]}.(${names.slice(1).join(', ')})`
      : `(${names.join(', ')})`;
    return this.#report(
      expr.pos,
      `found no matching overload for '${fn}' applied to '${signature}'`,
    );
  }

  #list(expr: Expr & { readonly kind: 'list' }): Type {
    let type: Type | undefined;
    for (const [index, element] of expr.elements.entries()) {
      const found = this.check(element);
      type = this.#join(type, expr.optional.has(index) ? this.#unwrap(element.pos, found) : found);
    }
    return list(type ?? this.#fresh());
  }

  #map(expr: Expr & { readonly kind: 'map' }): Type {
    let key: Type | undefined;
    let value: Type | undefined;
    for (const entry of expr.entries) {
      key = this.#join(key, this.check(entry.key));
      const found = this.check(entry.value);
      value = this.#join(value, entry.optional ? this.#unwrap(entry.value.pos, found) : found);
    }
    return map(key ?? this.#fresh(), value ?? this.#fresh());
  }

  #unwrap(pos: number, type: Type): Type {
    const inner = unwrapOptional(type);
    if (!inner && !isDyn(type)) {
      this.#report(
        pos,
        `expected type '${formatType(optional(type))}' but found '${formatType(type)}'`,
      );
    }
    return inner ?? type;
  }

  #join(previous: Type | undefined, current: Type): Type {
    if (previous === undefined) return current;
    return this.#isAssignable(previous, current) ? mostGeneral(previous, current) : dyn;
  }

  #comprehension(expr: ComprehensionExpr): Type {
    this.check(expr.range);
    const accuType = this.check(expr.init);
    const [first, second] = this.#rangeTypes(expr);
    let result: Type = dyn;
    this.#within([[expr.accuVar, accuType]], () => {
      const names: [string, Type][] = [[expr.iterVar, first]];
      if (expr.iterVar2 !== undefined) names.push([expr.iterVar2, second]);
      this.#within(names, () => {
        this.#assert(expr.condition, this.check(expr.condition), bool);
        this.#assert(expr.step, this.check(expr.step), accuType);
      });
      result = this.check(expr.result);
    });
    return this.#resolve(result);
  }

  #rangeTypes(expr: ComprehensionExpr): readonly [Type, Type] {
    const range = this.#resolve(this.#types.get(expr.range) ?? dyn);
    const [first = dyn, second = dyn] = range.params;
    switch (range.kind) {
      case 'list':
        return expr.iterVar2 === undefined ? [first, first] : [int, first];
      case 'map':
        return [first, second];
      case 'dyn':
      case 'error':
      case 'param':
        this.#isAssignable(dyn, range);
        return [dyn, dyn];
      default:
        this.#report(
          expr.range.pos,
          `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return [errorType, errorType];
    }
  }

  #assert(expr: Expr, actual: Type, expected: Type): void {
    if (this.#isAssignable(expected, actual)) return;
    this.#report(
      expr.pos,
      `expected type '${formatType(expected)}' but found '${formatType(actual)}'`,
    );
  }
}

function unlessDifferent(known: Type, type: Type): Type {
  return formatType(known) === formatType(type) ? known : dyn;
}

/** `a.b.c` as one name, when the expression is nothing but names. */
function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.testOnly) return undefined;
  const operand = qualifiedName(expr.operand);
  return operand === undefined ? undefined : `${operand}.${expr.field}`;
}

function literalType(value: Value): Type {
  if (value === null) return nullType;
  switch (typeof value) {
    case 'boolean':
      return bool;
    case 'bigint':
      return int;
    case 'number':
      return double;
    case 'string':
      return string;
    default:
      return value instanceof Uint ? uint : value instanceof Uint8Array ? bytes : typeOf();
  }
}
