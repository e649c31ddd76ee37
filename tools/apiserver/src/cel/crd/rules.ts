import type { JsonObject, JsonValue } from 'kustomize-ts';
import { invalid, type FieldError } from '../../field/error.ts';
import { goQuote } from '../../field/go-format.ts';
import { Path, root } from '../../field/path.ts';
import { isObject } from '../../field/read.ts';
import type { Correlated } from '../../schema/correlated.ts';
import type { CustomSchema } from '../../schema/custom-schema.ts';
import { oldItem } from '../../schema/map-list.ts';
import type { Outcome } from '../engine.ts';
import { perBindingLimit } from '../run/cost.ts';
import { Optional, type Value } from '../run/value.ts';
import { compileRules, type CompiledRule } from './compile.ts';
import { declareSchema } from './declare.ts';
import { nameOf, ruleError, ruleMessage, shownMessage } from './message.ts';
import { propertyNames } from './names.ts';
import { crdValue, optionalValue, type Made } from './value.ts';

/** The object that is replaced, and who hears of rules that were broken before. */
export interface Live {
  readonly before: JsonObject;
  readonly correlated: Correlated;
  readonly warn: (text: string) => void;
}

/**
 * The rules in a CustomResourceDefinition's schema (`x-kubernetes-validations`) for an object whose types and defaults
 * are right. Rules that what did not change breaks are warnings.
 * Source: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go. Fields are visited in the order of their names;
 * upstream has no order, so which rule the budget ends at may differ.
 */
export function validateCrdRules(
  schema: CustomSchema,
  target: JsonObject,
  live?: Live,
): FieldError[] {
  const run = new Run(live?.warn);
  run.node(
    {
      schema,
      rules: schema,
      path: root,
      isRoot: true,
      known: live?.correlated,
      nearest: undefined,
    },
    target,
    live?.before,
  );
  return run.errors;
}

interface Place {
  /** The schema of the value. */
  readonly schema: CustomSchema;
  /** The schema that has the rules: the same, or one in its `allOf`. */
  readonly rules: CustomSchema;
  readonly path: Path;
  /** An object with `apiVersion`, `kind` and `metadata`. */
  readonly isRoot: boolean;
  /** The value beside its old one, and the nearest value around it that has an old one. */
  readonly known: Correlated | undefined;
  readonly nearest: Correlated | undefined;
}

class Run {
  readonly errors: FieldError[] = [];
  readonly #warn: ((text: string) => void) | undefined;
  readonly #made: Made = new WeakMap();
  #budget = perBindingLimit;

  constructor(warn: ((text: string) => void) | undefined) {
    this.#warn = warn;
  }

  node(place: Place, value: JsonValue, before: JsonValue | undefined): void {
    if (value === null || this.#budget < 0) return;
    this.#rules(place, value, before ?? undefined);
    for (const rules of place.rules.allOf) {
      this.node({ ...place, rules, known: undefined }, value, before);
    }
    if (this.#budget < 0) return;
    if (Array.isArray(value)) this.#items(place, value, before);
    else if (isObject(value)) this.#fields(place, value, before);
  }

  #items(place: Place, items: readonly JsonValue[], before: JsonValue | undefined): void {
    const { schema, rules, path } = place;
    if (schema.items === undefined || rules.items === undefined) return;
    const own = { ...around(place), schema: schema.items, rules: rules.items };
    for (const [index, item] of items.entries()) {
      const old = Array.isArray(before) ? oldItem(item, before, schema) : undefined;
      const below = {
        ...own,
        path: path.index(index),
        isRoot: schema.items.embeddedResource,
        known: place.known?.item(index),
      };
      this.node(below, item, old);
    }
  }

  #fields(place: Place, value: JsonObject, before: JsonValue | undefined): void {
    const { schema, rules, path } = place;
    const old = isObject(before) ? before : undefined;
    for (const key of Object.keys(value).toSorted()) {
      const found = fieldSchemas(place, key);
      if (found === undefined) continue;
      const isVersion = place.known !== undefined && place.nearest === undefined;
      const isLost = isVersion && (key === 'apiVersion' || key === 'kind');
      const below = {
        ...(isLost ? { nearest: undefined } : around(place)),
        ...found,
        path: rules.properties.has(key) ? path.child(key) : path.key(key),
        isRoot: found.schema.embeddedResource,
        known: isLost || schema === undefined ? undefined : place.known?.field(key),
      };
      this.node(below, value[key] ?? null, old?.[key]);
    }
  }

  #rules(place: Place, value: JsonValue, before: JsonValue | undefined): void {
    const { schema, rules, path, isRoot } = place;
    if (rules.rules.length === 0) return;
    const compiled = compileRules(rules.rules, schema, isRoot);
    const report = (detail: string): void => {
      this.errors.push(invalid(placed(path), schema.type ?? '', detail));
    };
    if (compiled === undefined) {
      const detail = 'failed to convert to declType for CEL validation rules';
      report(`rule compiler initialization error: ${detail}`);
      return;
    }
    if (this.#budget === 0) {
      this.#end(report);
      return;
    }
    const self = crdValue(value, schema, this.#made, isRoot);
    const old = before === undefined ? undefined : crdValue(before, schema, this.#made, isRoot);
    const usesOld = compiled.some((rule) => 'program' in rule && rule.usesOld);
    const scopes = scopesOf(self, old, before, usesOld);
    for (const rule of compiled) {
      if ('problem' in rule) report(`rule compile error: ${rule.problem}`);
      else this.#rule(place, rule, value, before !== undefined, scopes, report);
      if (this.#budget < 0) return;
    }
  }

  #rule(
    place: Place,
    compiled: CompiledRule,
    value: JsonValue,
    hasOld: boolean,
    scopes: Scopes,
    report: (detail: string) => void,
  ): void {
    const { rule, program, usesOld } = compiled;
    // A transition rule needs something to compare with.
    if (usesOld && !hasOld && !rule.optionalOldSelf) return;
    const outcome = program.evaluate(rule.optionalOldSelf ? scopes.optional : scopes.plain);
    if (outcome.cost > this.#budget) {
      this.#end(report);
      return;
    }
    this.#budget -= outcome.cost;
    if ('error' in outcome) this.#failed(outcome.error, nameOf(rule), report);
    else if (outcome.value !== true) this.#refuse(place, compiled, value, scopes.plain);
  }

  #end(report: (detail: string) => void): void {
    this.#budget = -1;
    report(
      'validation failed due to running out of cost budget, no further validation rules will be run',
    );
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
    place: Place,
    { rule, usesOld, message, place: below }: CompiledRule,
    value: JsonValue,
    scope: ReadonlyMap<string, Value>,
  ): void {
    const { schema, path } = place;
    const at = placed(below === undefined ? path : path.child(below));
    const add = (error: FieldError): void => {
      // What did not change may stay as it is.
      if (usesOld || !isUnchanged(place)) this.errors.push(error);
      else this.#warn?.(`${error.field}: ${error.message}`);
    };
    const outcome = message?.evaluate(scope);
    const problem = outcome && this.#messageProblem(outcome, rule.messageExpression);
    if (problem !== undefined) {
      add(invalid(at, schema.type ?? '', problem));
      this.#budget = -1;
      return;
    }
    if (outcome) this.#budget -= outcome.cost;
    const detail = (outcome && shownMessage(outcome)) ?? ruleMessage(rule);
    const isCompound = schema.type === 'object' || schema.type === 'array';
    add(ruleError(at, isCompound ? undefined : value, detail, rule));
  }

  #messageProblem(outcome: Outcome, expression: string): string | undefined {
    if (outcome.cost > this.#budget) {
      return 'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run';
    }
    if (!('error' in outcome) || !outcome.error.startsWith('operation cancelled')) return undefined;
    return `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${goQuote(expression)}`;
  }
}

/** How upstream prints the place of the object itself. */
const nowhere = new Path(undefined, '<nil>');

function placed(path: Path): Path {
  return path === root ? nowhere : path;
}

function isUnchanged({ known, nearest }: Place): boolean {
  return (known ?? nearest)?.isSame() === true;
}

/** What a part of a place has around it. */
function around({ known, nearest }: Place): { readonly nearest: Correlated | undefined } {
  return { nearest: known ?? nearest };
}

/** The schemas of a field, undefined when expressions cannot see it. */
function fieldSchemas(
  { schema, rules, isRoot }: Place,
  key: string,
): Pick<Place, 'schema' | 'rules'> | undefined {
  const [property, own] = [schema.properties.get(key), rules.properties.get(key)];
  if (property !== undefined && own !== undefined) {
    const isSaid = propertyNames(key).length > 0;
    const isSeen = isSaid
      ? isDeclared(schema, isRoot, key)
      : declareSchema(property, property.embeddedResource).type !== undefined;
    return isSeen ? { schema: property, rules: own } : undefined;
  }
  const [more, ownMore] = [schema.additionalProperties, rules.additionalProperties];
  if (typeof more !== 'object' || typeof ownMore !== 'object') return undefined;
  return { schema: more, rules: ownMore };
}

function isDeclared(schema: CustomSchema, isRoot: boolean, key: string): boolean {
  const { type, structs } = declareSchema(schema, isRoot);
  const [name = ''] = propertyNames(key);
  return type !== undefined && structs.get('self')?.has(name) === true;
}

/** What rules see. `optional`: the old value as those with optionalOldSelf see it. */
interface Scopes {
  readonly plain: ReadonlyMap<string, Value>;
  readonly optional: ReadonlyMap<string, Value>;
}

/** The old value is there only when one of the rules uses it. */
function scopesOf(
  self: Value,
  old: Value | undefined,
  before: JsonValue | undefined,
  usesOld: boolean,
): Scopes {
  const alone = new Map([['self', self]]);
  if (!usesOld) return { plain: alone, optional: alone };
  if (old === undefined || before === undefined) {
    return { plain: alone, optional: new Map([...alone, ['oldSelf', Optional.none]]) };
  }
  return {
    plain: new Map([...alone, ['oldSelf', old]]),
    optional: new Map([...alone, ['oldSelf', new Optional(optionalValue(old, before))]]),
  };
}
