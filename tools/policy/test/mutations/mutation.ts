import type { Environment } from '@fingerpost/discovery';
import type { JsonValue } from 'kustomize-ts';

/** One mistake, laid over an environment of this repository in which nothing is wrong. */
export interface Mutation {
  /** The rule that has to find it. */
  readonly rule: string;
  readonly name: string;
  readonly environment: 'dev' | 'prod';
  readonly edits: readonly Edit[];
  /** Other rules that find an error because of it, exactly these. */
  readonly also: readonly string[];
}

/** A change of a rendered resource, `Kind/namespace/name` without kustomize's hash, of a source, or of the environment. */
export type Edit =
  | {
      readonly do: 'set';
      readonly on: string;
      readonly field: string;
      readonly to: JsonValue | undefined;
    }
  | { readonly do: 'drop'; readonly on: string }
  /** Resources that an overlay of this name makes. */
  | { readonly do: 'add'; readonly yaml: string; readonly overlay: string }
  | { readonly do: 'rewrite'; readonly file: string; readonly from: string; readonly to: string }
  | { readonly do: 'environment'; readonly facts: Partial<Environment> };

/** A value of a resource becomes another one. */
export function set(on: string, field: string, to: JsonValue): Edit {
  return { do: 'set', on, field, to };
}

/** A value of a resource goes. */
export function remove(on: string, field: string): Edit {
  return { do: 'set', on, field, to: undefined };
}

/** A resource goes. */
export function drop(on: string): Edit {
  return { do: 'drop', on };
}

/** Resources come, made by an overlay. */
export function add(yaml: string, overlay = 'more'): Edit {
  return { do: 'add', yaml, overlay };
}

/** A text in a source becomes another one, wherever it stands in the file. */
export function rewrite(file: string, from: string, to: string): Edit {
  return { do: 'rewrite', file, from, to };
}

/** The environment says something else. */
export function facts(changed: Partial<Environment>): Edit {
  return { do: 'environment', facts: changed };
}

/** A mistake in dev. */
export function inDev(
  rule: string,
  name: string,
  edits: Edit | readonly Edit[],
  also: readonly string[] = [],
): Mutation {
  return { rule, name, environment: 'dev', edits: [edits].flat(), also };
}

/** A mistake in prod. */
export function inProd(
  rule: string,
  name: string,
  edits: Edit | readonly Edit[],
  also: readonly string[] = [],
): Mutation {
  return { ...inDev(rule, name, edits, also), environment: 'prod' };
}
