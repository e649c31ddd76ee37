import type { Checked } from '../check/check.ts';
import { isTypeName } from '../check/environment.ts';
import type {
  CallExpr,
  ComprehensionExpr,
  Expr,
  ListExpr,
  MapExpr,
  SelectExpr,
} from '../syntax/ast.ts';
import { checkPattern, folded, functionCall } from './call.ts';
import { display } from './display.ts';
import { isKeyType, mapKey } from './equal.ts';
import { EvaluationError, noSuchOverload } from './error.ts';
import { conditional, equality, logical, membership, notStrictlyFalse, orElse } from './logic.ts';
import { absorbing, asAccumulator, iterate } from './loop.ts';
import { constantFrame, constantNode, type Frame, type Node, type Run } from './node.ts';
import { extend, indexStep, pathNode, presence, type Step } from './path.ts';
import { throwPending } from './pending.ts';
import { typeName } from './type-name.ts';
import { Optional, TypeValue, type MapKey, type Value } from './value.ts';

type Scope = ReadonlyMap<string, number>;

/**
 * Turns a checked expression into nested functions. Values, messages and costs are those of cel-go's
 * interpreter (interpreter/{planner,interpretable,attributes,runtimecost}.go) with the options of
 * k8s.io/apiserver: optimised constants, costs tracked, presence tests free.
 */
export function compile(checked: Checked): { run: Run; slots: number } {
  const compiler = new Compiler(checked);
  const node = compiler.node(checked.expr, new Map());
  return { run: node.run, slots: compiler.slots };
}

class Compiler {
  slots = 0;
  readonly #checked: Checked;

  constructor(checked: Checked) {
    this.#checked = checked;
  }

  node(expr: Expr, scope: Scope): Node {
    switch (expr.kind) {
      case 'literal':
        return constantNode(expr.value);
      case 'ident':
        return this.#variable(expr.name, scope);
      case 'select':
        return this.#select(expr, scope);
      case 'call':
        return this.#call(expr, scope);
      case 'list':
        return this.#list(expr, scope);
      case 'map':
        return this.#map(expr, scope);
      case 'struct':
        throw new EvaluationError(`unknown type: ${expr.name}`);
      case 'comprehension':
        return { run: this.#comprehension(expr, scope) };
    }
  }

  #variable(name: string, scope: Scope): Node {
    const slot = scope.get(name);
    if (slot !== undefined)
      return pathNode({
        root: (frame) => throwPending(frame.slots[slot] ?? null),
        base: 1,
        steps: [],
      });
    const plain = name.startsWith('.') ? name.slice(1) : name;
    const root: Run = (frame) => {
      const value = frame.variables.get(plain);
      if (value === undefined) throw new EvaluationError(`no such attribute(s): ${plain}`);
      return throwPending(value);
    };
    if (isTypeName(plain)) {
      const type = new TypeValue(plain);
      return constantNode(type);
    }
    return pathNode({ root, base: 1, steps: [] });
  }

  #select(expr: SelectExpr, scope: Scope): Node {
    const name = this.#checked.qualified.get(expr);
    if (name !== undefined) return this.#variable(name, scope);
    const operand = this.node(expr.operand, scope);
    const field: Step = { index: () => expr.field, isOptional: false };
    return expr.testOnly ? { run: presence(operand, expr.field) } : extend(operand, field);
  }

  #call(expr: CallExpr, scope: Scope): Node {
    const call = this.#checked.calls.get(expr);
    if (!call) throw new EvaluationError(`no such overload: ${expr.fn}`);
    const operands =
      expr.target === undefined || call.isQualified ? expr.args : [expr.target, ...expr.args];
    const args = operands.map((arg) => this.node(arg, scope));
    const [first, second, third] = args;
    if (first && second) {
      switch (call.fn) {
        case '_&&_':
          return { run: logical(first.run, second.run, false) };
        case '_||_':
          return { run: logical(first.run, second.run, true) };
        case '_==_':
          return { run: equality(first.run, second.run, true) };
        case '_!=_':
          return { run: equality(first.run, second.run, false) };
        case '_[_]':
          return extend(first, indexStep(second, false));
        case '_?._':
        case '_[?_]':
          return extend(first, indexStep(second, true));
      }
    }
    if (call.fn === '_?_:_' && first && second && third)
      return pathNode({ root: conditional(first.run, second, third), base: 0, steps: [] });
    if (call.fn === '@in' && first && second) {
      const member = membership(call, first, second);
      if (member) return member;
    }
    if ((call.fn === 'orValue' || call.fn === 'or') && first && second) {
      return { run: orElse(first.run, second.run, call.fn === 'orValue') };
    }
    if (call.fn === '@not_strictly_false' && first) return { run: notStrictlyFalse(first.run) };
    checkPattern(call.fn, args);
    return folded(
      call,
      args,
      functionCall(
        call,
        expr,
        args.map((arg) => arg.run),
      ),
    );
  }

  #list(expr: ListExpr, scope: Scope): Node {
    const nodes = expr.elements.map((element) => this.node(element, scope));
    const constants = nodes.map((node) => node.constant);
    if (expr.optional.size === 0 && constants.every((value) => value !== undefined))
      return constantNode(constants);
    const runs = nodes.map((node) => node.run);
    if (expr.optional.size === 0) {
      return {
        run: spending(10, (frame) => runs.map((run) => run(frame))),
      };
    }
    return {
      run: spending(10, (frame) => {
        const values: Value[] = [];
        for (const [index, run] of runs.entries()) {
          const value = run(frame);
          if (!expr.optional.has(index)) values.push(value);
          else if (!(value instanceof Optional)) {
            throw new EvaluationError(
              `cannot initialize optional list element from non-optional value ${display(value)}`,
            );
          } else if (value.value !== undefined) values.push(value.value);
        }
        return values;
      }),
    };
  }

  #map(expr: MapExpr, scope: Scope): Node {
    const entries = expr.entries.map((entry) => ({
      key: this.node(entry.key, scope),
      value: this.node(entry.value, scope),
      isOptional: entry.optional,
    }));
    const build = (frame: Frame): Value => {
      const result = new Map<MapKey, Value>();
      for (const entry of entries) {
        const key = entry.key.run(frame);
        const value = entry.value.run(frame);
        const name = isKeyType(key) ? mapKey(key) : undefined;
        if (name === undefined) throw new EvaluationError(`unsupported key type: ${typeName(key)}`);
        if (!entry.isOptional) result.set(name, value);
        else if (!(value instanceof Optional)) {
          throw new EvaluationError(
            `cannot initialize optional entry '${display(key)}' from non-optional value ${display(value)}`,
          );
        } else if (value.value !== undefined) result.set(name, value.value);
      }
      return result;
    };
    const isConstant = entries.every(
      (entry) =>
        !entry.isOptional && entry.key.constant !== undefined && entry.value.constant !== undefined,
    );
    if (
      isConstant &&
      expr.entries.every((entry) => entry.key.kind === 'literal' && isKeyType(entry.key.value))
    ) {
      return constantNode(build(constantFrame()));
    }
    return { run: spending(30, build) };
  }

  #comprehension(expr: ComprehensionExpr, scope: Scope): Run {
    const range = this.node(expr.range, scope).run;
    const init = this.node(expr.init, scope).run;
    const accuSlot = this.#slot();
    const outer = new Map(scope).set(expr.accuVar, accuSlot);
    const firstSlot = this.#slot();
    const secondSlot = expr.iterVar2 === undefined ? undefined : this.#slot();
    const inner = new Map(outer).set(expr.iterVar, firstSlot);
    if (expr.iterVar2 !== undefined && secondSlot !== undefined)
      inner.set(expr.iterVar2, secondSlot);
    const condition = this.node(expr.condition, inner);
    const step = this.#step(expr, inner, accuSlot);
    const result = this.node(expr.result, outer).run;
    return (frame) => {
      const { slots } = frame;
      const values = range(frame);
      slots[accuSlot] = asAccumulator(absorbing(init, frame));
      for (const [first, second] of iterate(values, secondSlot !== undefined)) {
        slots[firstSlot] = first;
        if (secondSlot !== undefined) slots[secondSlot] = second;
        if (
          condition.constant === undefined
            ? condition.run(frame) !== true
            : condition.constant !== true
        )
          break;
        slots[accuSlot] = absorbing(step, frame);
      }
      return result(frame);
    };
  }

  #slot(): number {
    this.slots += 1;
    return this.slots - 1;
  }

  /** `accu + [value]` appends in place: the accumulator belongs to its loop alone. */
  #step(expr: ComprehensionExpr, scope: Scope, accuSlot: number): Run {
    const append = this.#append(expr.step, expr, scope, accuSlot);
    if (append) return append;
    const { step } = expr;
    const [test, then] = step.kind === 'call' && step.fn === '_?_:_' ? step.args : [];
    const inner = test && then && this.#append(then, expr, scope, accuSlot);
    if (!test || !inner) return this.node(step, scope).run;
    const condition = this.node(test, scope).run;
    return (frame) => {
      const value = condition(frame);
      if (value === true) return inner(frame);
      if (value === false) return frame.slots[accuSlot] ?? null;
      throw noSuchOverload();
    };
  }

  #append(
    step: Expr,
    { accuVar }: ComprehensionExpr,
    scope: Scope,
    accuSlot: number,
  ): Run | undefined {
    if (step.kind !== 'call' || step.fn !== '_+_') return undefined;
    const [accu, added] = step.args;
    if (accu?.kind !== 'ident' || accu.name !== accuVar || added?.kind !== 'list') return undefined;
    const [element] = added.elements;
    if (element === undefined) return undefined;
    const value = this.node(element, scope);
    const cost = value.constant === undefined ? 12 : 2;
    return (frame) => {
      const item = absorbing(value.run, frame);
      frame.meter.spend(cost);
      const list = throwPending(frame.slots[accuSlot] ?? null);
      if (!Array.isArray(list)) throw noSuchOverload();
      list.push(throwPending(item));
      return list;
    };
  }
}

/** What costs as much when it fails. */
function spending(cost: number, run: Run): Run {
  return (frame) => {
    let value: Value;
    try {
      value = run(frame);
    } catch (error) {
      if (error instanceof EvaluationError) frame.meter.spend(cost);
      throw error;
    }
    frame.meter.spend(cost);
    return value;
  };
}
