/** A part of a template. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'with';
      readonly pipeline: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    };

/** Commands, each of which gets the result of the one before as its last argument. */
export interface Pipeline {
  /** The variable that takes the result; `=` changes one that there is. */
  readonly variable: { readonly name: string; readonly declare: boolean } | undefined;
  readonly commands: readonly (readonly Operand[])[];
}

/** A word of a command, and the fields that are taken of it. */
export type Operand =
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline; readonly path: readonly string[] }
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | { readonly kind: 'function'; readonly name: string };

/** The functions that templates here have; those that are not evaluated are false. */
export const FUNCTIONS: ReadonlyMap<string, boolean> = new Map([
  ['and', true],
  ['or', true],
  ['not', true],
  ['eq', true],
  ['ne', true],
  ['lt', true],
  ['le', true],
  ['gt', true],
  ['ge', true],
  ['index', true],
  ['len', true],
  ['print', true],
  ['printf', true],
  ['slice', true],
  ['parseInt', true],
  ['println', true],
  ['call', false],
  ['html', false],
  ['js', false],
  ['urlquery', false],
]);
