import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../field/read.ts';
import { sameValue } from '../field/same-value.ts';
import { schemaOfField, type CustomSchema } from './custom-schema.ts';
import { oldItem } from './map-list.ts';

/**
 * A value beside the one that it replaces. Errors of what did not change are let through on an update.
 * Source: CorrelatedObject in k8s.io/apiserver pkg/cel/common/equality.go.
 */
export class Correlated {
  readonly #value: JsonValue;
  readonly #before: JsonValue;
  readonly #schema: CustomSchema;
  readonly #children = new Map<string | number, Correlated | undefined>();
  #isSame: boolean | undefined;

  constructor(value: JsonValue, before: JsonValue, schema: CustomSchema) {
    this.#value = value;
    this.#before = before;
    this.#schema = schema;
  }

  /** Whether nothing changed. What the schema does not describe counts as changed. */
  isSame(): boolean {
    this.#isSame ??= this.#compare();
    return this.#isSame;
  }

  /** A field; undefined when it is new or the schema does not describe it. */
  field(name: string): Correlated | undefined {
    return this.#child(name, () => {
      if (!isObject(this.#value) || !isObject(this.#before)) return undefined;
      const [value, before] = [this.#value[name], this.#before[name]];
      const schema = schemaOfField(this.#schema, name);
      if (value === undefined || before === undefined || schema === undefined) return undefined;
      return new Correlated(value, before, schema);
    });
  }

  /** An item of a list whose items have keys; undefined for a new key, and for items of other lists. */
  item(index: number): Correlated | undefined {
    return this.#child(index, () => {
      const { items } = this.#schema;
      if (!Array.isArray(this.#value) || !Array.isArray(this.#before)) return undefined;
      const value = this.#value[index];
      const before = value === undefined ? undefined : oldItem(value, this.#before, this.#schema);
      if (value === undefined || before === undefined || items === undefined) return undefined;
      return new Correlated(value, before, items);
    });
  }

  #child(key: string | number, make: () => Correlated | undefined): Correlated | undefined {
    if (!this.#children.has(key)) this.#children.set(key, make());
    return this.#children.get(key);
  }

  #compare(): boolean {
    const [value, before] = [this.#value, this.#before];
    if (Array.isArray(value)) return Array.isArray(before) && this.#sameItems(value, before);
    if (isObject(value)) return isObject(before) && this.#sameFields(value, before);
    return sameValue(value, before);
  }

  #sameItems(value: readonly JsonValue[], before: readonly JsonValue[]): boolean {
    if (value.length !== before.length) return false;
    if (this.#schema.listType !== 'map') return sameValue([...value], [...before]);
    return value.every((_, index) => this.item(index)?.isSame() === true);
  }

  #sameFields(value: JsonObject, before: JsonObject): boolean {
    const keys = Object.keys(value);
    return (
      keys.length === Object.keys(before).length &&
      keys.every((key) => this.field(key)?.isSame() === true)
    );
  }
}
