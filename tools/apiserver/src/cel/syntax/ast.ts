import type { Value } from '../run/value.ts';

/** A node of a parsed expression. `pos` is the offset in code points that the API server reports for it. */
export type Expr =
  | LiteralExpr
  | IdentExpr
  | SelectExpr
  | CallExpr
  | ListExpr
  | MapExpr
  | StructExpr
  | ComprehensionExpr;

export interface LiteralExpr {
  readonly kind: 'literal';
  readonly pos: number;
  readonly value: Value;
}

export interface IdentExpr {
  readonly kind: 'ident';
  readonly pos: number;
  readonly name: string;
}

/** `operand.field`, or with `testOnly` the test `has(operand.field)`. */
export interface SelectExpr {
  readonly kind: 'select';
  readonly pos: number;
  readonly operand: Expr;
  readonly field: string;
  readonly testOnly: boolean;
}

/** A function call; operators are calls too, named as in the CEL specification (`_+_`, `_[_]`). */
export interface CallExpr {
  readonly kind: 'call';
  readonly pos: number;
  readonly fn: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

export interface ListExpr {
  readonly kind: 'list';
  readonly pos: number;
  readonly elements: readonly Expr[];
  /** Indexes of the elements written `?element`. */
  readonly optional: ReadonlySet<number>;
}

export interface MapEntry {
  readonly pos: number;
  readonly key: Expr;
  readonly value: Expr;
  readonly optional: boolean;
}

export interface MapExpr {
  readonly kind: 'map';
  readonly pos: number;
  readonly entries: readonly MapEntry[];
}

export interface StructExpr {
  readonly kind: 'struct';
  readonly pos: number;
  readonly name: string;
  readonly fields: readonly { readonly pos: number; readonly name: string; readonly value: Expr }[];
}

/** A loop, made by a macro such as `all` or `map`. */
export interface ComprehensionExpr {
  readonly kind: 'comprehension';
  readonly pos: number;
  readonly range: Expr;
  readonly iterVar: string;
  readonly iterVar2: string | undefined;
  readonly accuVar: string;
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

/** The nodes directly below a node, in the order of evaluation. */
export function children(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'ident':
      return [];
    case 'select':
      return [expr.operand];
    case 'call':
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case 'list':
      return expr.elements;
    case 'map':
      return expr.entries.flatMap((entry) => [entry.key, entry.value]);
    case 'struct':
      return expr.fields.map((field) => field.value);
    case 'comprehension':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result];
  }
}
