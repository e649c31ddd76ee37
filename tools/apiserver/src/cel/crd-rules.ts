import type { JsonObject, JsonValue } from 'kustomize-ts';
import { duplicate, forbidden, invalid, required, type FieldError } from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { flag, isObject, object, objects, text, texts } from '../field/read.ts';
import { environment, type Environment } from './check/environment.ts';
import { optional, type Type } from './check/types.ts';
import { crdType } from './crd-type.ts';
import { crdValue } from './crd-value.ts';
import { celEngine, type Outcome, type Problem, type Program } from './engine.ts';
import { perBindingLimit } from './run/cost.ts';
import { Optional, type Value } from './run/value.ts';

const outOfBudget =
  'validation failed due to running out of cost budget, no further validation rules will be run';

/**
 * The rules in a CustomResourceDefinition's schema (`x-kubernetes-validations`) for an object whose types and defaults
 * are right. `before` is the object that it replaces.
 * Source: k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel/{compilation,validation}.go. Left out: ratcheting,
 * rules inside `allOf`, and the equality of lists that are sets or maps.
 */
export function validateCrdRules(
  schema: JsonObject,
  target: JsonObject,
  before?: JsonObject,
): FieldError[] {
  const run = new Run();
  run.node({ schema, path: root, isRoot: true }, target, before);
  return run.errors;
}

interface Place {
  readonly schema: JsonObject;
  readonly path: Path;
  /** An object with `apiVersion`, `kind` and `metadata`. */
  readonly isRoot: boolean;
}

class Run {
  readonly errors: FieldError[] = [];
  #budget = perBindingLimit;

  node(place: Place, value: JsonValue, before: JsonValue | undefined): void {
    if (value === null || this.#budget < 0) return;
    const { schema, path } = place;
    for (const rule of objects(schema, 'x-kubernetes-validations')) {
      this.#rule(place, rule, value, before ?? undefined);
      if (this.#budget < 0) return;
    }
    if (Array.isArray(value)) this.#items(schema, path, value, before);
    else if (isObject(value)) this.#fields(schema, path, value, before);
  }

  #items(
    schema: JsonObject,
    path: Path,
    items: readonly JsonValue[],
    before: JsonValue | undefined,
  ): void {
    const itemSchema = object(schema, 'items');
    if (itemSchema === undefined) return;
    const keys = listKeys(schema);
    for (const [index, item] of items.entries()) {
      const old = Array.isArray(before) ? sameItem(item, before, keys) : undefined;
      this.node(child(itemSchema, path.index(index)), item, old);
    }
  }

  #fields(schema: JsonObject, path: Path, value: JsonObject, before: JsonValue | undefined): void {
    const old = isObject(before) ? before : undefined;
    const properties = object(schema, 'properties');
    const more = object(schema, 'additionalProperties');
    for (const key of Object.keys(value).toSorted()) {
      const own = object(properties, key);
      const fieldSchema = own ?? more;
      if (fieldSchema === undefined) continue;
      const place = own === undefined ? path.key(key) : path.child(key);
      this.node(child(fieldSchema, place), value[key] ?? null, old?.[key]);
    }
  }

  #rule(place: Place, rule: JsonObject, value: JsonValue, before: JsonValue | undefined): void {
    const { schema, path, isRoot } = place;
    const type = text(schema, 'type');
    const source = text(rule, 'rule');
    if (source.trim() === '') return;
    const isOptional = flag(rule, 'optionalOldSelf');
    const report = (detail: string): void => {
      this.errors.push(invalid(path, type, detail));
    };
    const declared = crdType(schema, isRoot);
    if (declared.type === undefined) return;
    const { type: self, structs } = declared;
    const variables = new Map<string, Type>([
      ['self', self],
      ['oldSelf', isOptional ? optional(self) : self],
    ]);
    const program = compileOnce(rule, source, environment(variables, structs));
    if ('issues' in program) {
      const stage = program.stage === 'check' ? 'compilation' : 'program instantiation';
      report(`rule compile error: ${stage} failed: ${program.issues}`);
      return;
    }
    if (program.type.kind !== 'bool') {
      report('rule compile error: cel expression must evaluate to a bool');
      return;
    }
    // A transition rule needs something to compare with.
    if (program.names.has('oldSelf') && before === undefined && !isOptional) return;
    const old = before === undefined ? undefined : crdValue(before, schema);
    const scope = new Map<string, Value>([['self', crdValue(value, schema)]]);
    if (isOptional) scope.set('oldSelf', old === undefined ? Optional.none : new Optional(old));
    else if (old !== undefined) scope.set('oldSelf', old);
    const outcome = program.evaluate(scope);
    if (!this.#spend(outcome, report)) return;
    if ('error' in outcome) this.#failed(outcome.error, shownRule(rule), report);
    else if (outcome.value !== true) this.#refuse(place, rule, value, variables, structs, scope);
  }

  #spend(outcome: Outcome, report: (detail: string) => void): boolean {
    this.#budget -= outcome.cost;
    if (this.#budget >= 0) return true;
    report(outOfBudget);
    return false;
  }

  #failed(error: string, rule: string, report: (detail: string) => void): void {
    if (error.startsWith('no such overload')) {
      report(
        `'${error}': call arguments did not match a supported operator, function or macro signature for rule: ${rule}`,
      );
    } else if (error.startsWith('operation cancelled')) {
      report(
        `'${error}': no further validation rules will be run due to call cost exceeds limit for rule: ${rule}`,
      );
      this.#budget = -1;
    } else {
      report(`${error} evaluating rule: ${rule}`);
    }
  }

  #refuse(
    { schema, path }: Place,
    rule: JsonObject,
    value: JsonValue,
    variables: ReadonlyMap<string, Type>,
    structs: ReturnType<typeof crdType>['structs'],
    scope: ReadonlyMap<string, Value>,
  ): void {
    const source = text(rule, 'messageExpression');
    const program =
      source === '' ? undefined : celEngine.compile(source, environment(variables, structs));
    const outcome = program && 'evaluate' in program ? program.evaluate(scope) : undefined;
    if (outcome) this.#budget -= outcome.cost;
    const detail = usable(outcome) ?? ruleMessage(rule);
    const place = fieldPath(path, text(rule, 'fieldPath'));
    const isPlain = !['object', 'array'].includes(text(schema, 'type'));
    this.errors.push(fieldError(place, isPlain ? value : undefined, detail, rule));
  }
}

const programs = new WeakMap<JsonObject, Program | Problem>();

/** A rule stands in one schema, so it is compiled once. */
function compileOnce(rule: JsonObject, source: string, own: Environment): Program | Problem {
  const known = programs.get(rule) ?? celEngine.compile(source, own);
  programs.set(rule, known);
  return known;
}

function child(schema: JsonObject, path: Path): Place {
  return { schema, path, isRoot: flag(schema, 'x-kubernetes-embedded-resource') };
}

function listKeys(schema: JsonObject): readonly string[] {
  return text(schema, 'x-kubernetes-list-type') === 'map'
    ? texts(schema, 'x-kubernetes-list-map-keys')
    : [];
}

/** The old item with the same keys; items of lists that are no maps have no counterpart. */
function sameItem(
  item: JsonValue,
  before: readonly JsonValue[],
  keys: readonly string[],
): JsonValue | undefined {
  if (keys.length === 0 || !isObject(item)) return undefined;
  return before.find((old) => isObject(old) && keys.every((key) => old[key] === item[key]));
}

const maxMessageBytes = 5 * 1024;

function usable(outcome: Outcome | undefined): string | undefined {
  if (!outcome || 'error' in outcome || typeof outcome.value !== 'string') return undefined;
  const trimmed = outcome.value.trim();
  const isFit =
    new TextEncoder().encode(trimmed).length <= maxMessageBytes && !trimmed.includes('\n');
  return isFit && trimmed !== '' ? trimmed : undefined;
}

function ruleMessage(rule: JsonObject): string {
  const message = text(rule, 'message');
  return message === '' ? `failed rule: ${shownRule(rule)}` : message.trim();
}

/** How messages name a rule: by its message, if it has one. */
function shownRule(rule: JsonObject): string {
  return text(rule, 'message').trim() || text(rule, 'rule').trim();
}

/** `.spec['a.b'].c` below the rule's place. */
function fieldPath(path: Path, written: string): Path {
  let place = path;
  for (const [, name, quoted] of written.matchAll(/\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/gu)) {
    place = place.child(name ?? (quoted ?? '').replaceAll(/\\(.)/gu, '$1'));
  }
  return place;
}

function fieldError(
  path: Path,
  value: JsonValue | undefined,
  detail: string,
  rule: JsonObject,
): FieldError {
  switch (text(rule, 'reason')) {
    case 'FieldValueForbidden':
      return forbidden(path, detail);
    case 'FieldValueRequired':
      return required(path, detail);
    case 'FieldValueDuplicate':
      return value === undefined ? withoutValue(duplicate(path, ''), '') : duplicate(path, value);
    default:
      return value === undefined
        ? withoutValue(invalid(path, '', detail), detail)
        : invalid(path, value, detail);
  }
}

/** The value of an object or list is left out of the message. */
function withoutValue(error: FieldError, detail: string): FieldError {
  const [kind = ''] = error.message.split(':', 1);
  return { ...error, message: detail === '' ? kind : `${kind}: ${detail}` };
}
