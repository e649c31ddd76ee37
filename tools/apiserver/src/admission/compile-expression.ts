import { declaredName, dyn, isDyn, list, map, sameType } from '../cel/check/types.ts';
import type { Type } from '../cel/check/types.ts';
import type { Program } from '../cel/engine.ts';
import { celEngine } from '../cel/engine.ts';
import type { Declarations } from './environment.ts';
import { policyEnvironment } from './environment.ts';

/** An expression of a policy that compiled, or the API server's text about why not. */
export type Compiled = { readonly source: string } & (
  | { readonly program: Program }
  | { readonly problem: string }
);

/**
 * Compiles an expression and checks the type of its result; no types mean any.
 * Source: CompileCELExpression in k8s.io/apiserver pkg/admission/plugin/cel/compile.go.
 */
export function compileExpression(
  source: string,
  declarations: Declarations,
  results: readonly Type[] = [],
): Compiled {
  const program = celEngine.compile(source, policyEnvironment(declarations));
  if ('issues' in program) {
    const what = program.stage === 'check' ? 'compilation failed' : 'program instantiation failed';
    return { source, problem: `${what}: ${program.issues}` };
  }
  if (results.length === 0 || results.some((type) => sameType(type, program.type)))
    return { source, program };
  const names = results.map(declaredName);
  const expected = names.length === 1 ? names[0] : `one of [${names.join(' ')}]`;
  return { source, problem: `must evaluate to ${expected} but got ${declaredName(program.type)}` };
}

/** A variable of a policy. */
export interface Variable {
  readonly name: string;
  readonly compiled: Compiled;
}

/** Compiles variables in order; each sees the ones before it. Adds their types to `types`. */
export function compileVariables(
  variables: readonly { readonly name: string; readonly expression: string }[],
  declarations: Declarations,
  types: Map<string, Type>,
): readonly Variable[] {
  return variables.map(({ name, expression }) => {
    const compiled = compileExpression(expression, { ...declarations, variables: types });
    types.set(name, 'program' in compiled ? fieldType(compiled.program.type) : dyn);
    return { name, compiled };
  });
}

/** The type that other expressions see: what is neither plain nor a list or map of plain types is dyn. */
function fieldType(type: Type): Type {
  const [first, second] = type.params;
  if (type.kind === 'list' && first) return list(fieldType(first));
  if (type.kind === 'map' && first && second) return map(fieldType(first), fieldType(second));
  return type.params.length > 0 ||
    isDyn(type) ||
    ['struct', 'opaque', 'type', 'error'].includes(type.kind)
    ? dyn
    : type;
}
