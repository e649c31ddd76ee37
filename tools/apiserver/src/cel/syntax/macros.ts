import type { Value } from '../run/value.ts';
import type { Expr } from './ast.ts';
import { SyntaxIssue } from './issue.ts';

/** A call that may be a macro. `pos` is the place of the opening parenthesis. */
export interface MacroCall {
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
  readonly pos: number;
}

type Expand = (build: Build, target: Expr, args: readonly Expr[]) => Expr;

/** The name of the accumulator. No source text can name it. */
const accu = '@result';

/**
 * Turns a macro call into the loop it stands for, or undefined when it is an ordinary call.
 * The expansions are those of cel-go (parser/macro.go, cel/library.go, ext/comprehensions.go, ext/lists.go):
 * the type checker's messages and the cost depend on their shape.
 */
export function expandMacro(call: MacroCall, version?: string): Expr | undefined {
  if (call.target === undefined) {
    return call.name === 'has' && call.args.length === 1 ? presence(call) : undefined;
  }
  const name = `${call.name}/${call.args.length}`;
  if (version !== undefined && isLater(introduced[name] ?? '1.28', version)) return undefined;
  const expand = receiverMacros[name];
  return expand?.(new Build(call.pos), call.target, call.args);
}

/** Macros that came after Kubernetes 1.28. Source: k8s.io/apiserver pkg/cel/environment/base.go. */
const introduced: Readonly<Record<string, string>> = {
  'all/3': '1.32',
  'exists/3': '1.32',
  'existsOne/3': '1.32',
  'exists_one/3': '1.32',
  'transformList/3': '1.32',
  'transformList/4': '1.32',
  'transformMap/3': '1.32',
  'transformMap/4': '1.32',
  'transformMapEntry/3': '1.32',
  'transformMapEntry/4': '1.32',
  'sortBy/2': '1.34',
};

/** Whether one version of Kubernetes is later than another. */
export function isLater(left: string, right: string): boolean {
  return Number(left.split('.')[1]) > Number(right.split('.')[1]);
}

const receiverMacros: Readonly<Record<string, Expand>> = {
  'all/2': (build, target, [item, test]) => build.every(target, quantified(item), need(test)),
  'all/3': (build, target, [key, item, test]) =>
    build.every(target, variables(key, item), need(test)),
  'exists/2': (build, target, [item, test]) => build.some(target, quantified(item), need(test)),
  'exists/3': (build, target, [key, item, test]) =>
    build.some(target, variables(key, item), need(test)),
  'exists_one/2': (build, target, [item, test]) => build.one(target, quantified(item), need(test)),
  'exists_one/3': (build, target, [key, item, test]) =>
    build.one(target, variables(key, item), need(test)),
  'existsOne/3': (build, target, [key, item, test]) =>
    build.one(target, variables(key, item), need(test)),
  'map/2': (build, target, [item, value]) =>
    build.collect(target, variables(item), undefined, need(value)),
  'map/3': (build, target, [item, test, value]) =>
    build.collect(target, variables(item), test, need(value)),
  'filter/2': (build, target, [item, test]) =>
    build.collect(target, variables(item), test, need(item)),
  'transformList/3': (build, target, [key, item, value]) =>
    build.collect(target, variables(key, item), undefined, need(value)),
  'transformList/4': (build, target, [key, item, test, value]) =>
    build.collect(target, variables(key, item), test, need(value)),
  'transformMap/3': (build, target, [key, item, value]) =>
    build.insert(target, variables(key, item), undefined, [need(key), need(value)]),
  'transformMap/4': (build, target, [key, item, test, value]) =>
    build.insert(target, variables(key, item), test, [need(key), need(value)]),
  'transformMapEntry/3': (build, target, [key, item, entry]) =>
    build.insert(target, variables(key, item), undefined, [need(entry)]),
  'transformMapEntry/4': (build, target, [key, item, test, entry]) =>
    build.insert(target, variables(key, item), test, [need(entry)]),
  'optMap/2': (build, target, [item, value]) =>
    build.ifPresent(target, build.call('optional.of', build.bind(item, target, need(value)))),
  'optFlatMap/2': (build, target, [item, value]) =>
    build.ifPresent(target, build.bind(item, target, need(value))),
  'sortBy/2': (build, target, [item, key]) => build.sortBy(target, item, need(key)),
};

function presence({ args, pos }: MacroCall): Expr {
  const [arg] = args;
  if (arg?.kind !== 'select')
    throw new SyntaxIssue(arg?.pos ?? pos, 'invalid argument to has() macro');
  return { ...arg, pos, testOnly: true };
}

interface LoopVariables {
  readonly iterVar: string;
  readonly iterVar2: string | undefined;
}

function variables(first: Expr | undefined, second?: Expr): LoopVariables {
  const iterVar = variable(first, second === undefined ? notIdentifier : notName);
  if (second === undefined) return { iterVar, iterVar2: undefined };
  const iterVar2 = variable(second, notName);
  if (iterVar === iterVar2)
    throw new SyntaxIssue(second.pos, `duplicate variable name: ${iterVar}`);
  return { iterVar, iterVar2 };
}

function quantified(item: Expr | undefined): LoopVariables {
  return { iterVar: variable(item, notName), iterVar2: undefined };
}

const notIdentifier = 'argument is not an identifier';
const notName = 'argument must be a simple name';

function variable(expr: Expr | undefined, problem: string): string {
  if (expr?.kind !== 'ident') throw new SyntaxIssue(expr?.pos ?? 0, problem);
  if (expr.name === '__result__') {
    throw new SyntaxIssue(expr.pos, 'iteration variable overwrites accumulator variable');
  }
  return expr.name;
}

function need(expr: Expr | undefined): Expr {
  if (expr === undefined) throw new SyntaxIssue(0, 'argument is missing');
  return expr;
}

/** Makes the nodes of an expansion; all stand at the place of the macro call. */
class Build {
  readonly #pos: number;

  constructor(pos: number) {
    this.#pos = pos;
  }

  literal(value: Value): Expr {
    return { kind: 'literal', pos: this.#pos, value };
  }

  ident(name: string): Expr {
    return { kind: 'ident', pos: this.#pos, name };
  }

  list(...elements: readonly Expr[]): Expr {
    return { kind: 'list', pos: this.#pos, elements, optional: new Set() };
  }

  call(fn: string, ...args: readonly Expr[]): Expr {
    return { kind: 'call', pos: this.#pos, fn, target: undefined, args };
  }

  memberCall(fn: string, target: Expr, ...args: readonly Expr[]): Expr {
    return { kind: 'call', pos: this.#pos, fn, target, args };
  }

  loop(
    range: Expr,
    names: LoopVariables,
    init: Expr,
    condition: Expr,
    step: Expr,
    result: Expr,
    accuVar = accu,
  ): Expr {
    return {
      kind: 'comprehension',
      pos: this.#pos,
      range,
      ...names,
      accuVar,
      init,
      condition,
      step,
      result,
    };
  }

  every(target: Expr, names: LoopVariables, test: Expr): Expr {
    const condition = this.call('@not_strictly_false', this.ident(accu));
    const step = this.call('_&&_', this.ident(accu), test);
    return this.loop(target, names, this.literal(true), condition, step, this.ident(accu));
  }

  some(target: Expr, names: LoopVariables, test: Expr): Expr {
    const condition = this.call('@not_strictly_false', this.call('!_', this.ident(accu)));
    const step = this.call('_||_', this.ident(accu), test);
    return this.loop(target, names, this.literal(false), condition, step, this.ident(accu));
  }

  one(target: Expr, names: LoopVariables, test: Expr): Expr {
    const more = this.call('_+_', this.ident(accu), this.literal(1n));
    const step = this.call('_?_:_', test, more, this.ident(accu));
    const result = this.call('_==_', this.ident(accu), this.literal(1n));
    return this.loop(target, names, this.literal(0n), this.literal(true), step, result);
  }

  collect(target: Expr, names: LoopVariables, test: Expr | undefined, value: Expr): Expr {
    const step = this.call('_+_', this.ident(accu), this.list(value));
    return this.loop(
      target,
      names,
      this.list(),
      this.literal(true),
      this.#when(test, step),
      this.ident(accu),
    );
  }

  insert(target: Expr, names: LoopVariables, test: Expr | undefined, args: readonly Expr[]): Expr {
    const step = this.call(
      'cel.@mapInsert',
      this.ident(accu),
      ...args.map((arg) => this.#atMacro(arg, args)),
    );
    const empty: Expr = { kind: 'map', pos: this.#pos, entries: [] };
    return this.loop(
      target,
      names,
      empty,
      this.literal(true),
      this.#when(test, step),
      this.ident(accu),
    );
  }

  /** `cel.@mapInsert(accu, key, value)` names the key variable anew. */
  #atMacro(arg: Expr, args: readonly Expr[]): Expr {
    return args.length === 2 && arg === args[0] && arg.kind === 'ident'
      ? this.ident(arg.name)
      : arg;
  }

  #when(test: Expr | undefined, step: Expr): Expr {
    return test === undefined ? step : this.call('_?_:_', test, step, this.ident(accu));
  }

  /** `value` with `item` standing for the value of the optional `target`. */
  bind(item: Expr | undefined, target: Expr, value: Expr): Expr {
    return this.#let(variable(item, notIdentifier), this.memberCall('value', target), value);
  }

  #let(name: string, init: Expr, result: Expr): Expr {
    const names = { iterVar: '#unused', iterVar2: undefined };
    return this.loop(this.list(), names, init, this.literal(false), this.ident(name), result, name);
  }

  ifPresent(target: Expr, value: Expr): Expr {
    return this.call(
      '_?_:_',
      this.memberCall('hasValue', target),
      value,
      this.call('optional.none'),
    );
  }

  sortBy(target: Expr, item: Expr | undefined, key: Expr): Expr {
    const input = '@__sortBy_input__';
    const keys = this.collect(this.ident(input), variables(item), undefined, key);
    return this.#let(
      input,
      target,
      this.memberCall('@sortByAssociatedKeys', this.ident(input), keys),
    );
  }
}
