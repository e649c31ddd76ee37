import type { JsonObject } from 'kustomize-ts';
import { parseQuantity } from '../decode/quantity.ts';
import { object, objects, text } from '../field/read.ts';
import type { Cluster } from '../kind.ts';
import { existingOf } from './existing.ts';

/** What one item of a LimitRange says of things of its type. */
export interface LimitRangeItem {
  readonly type: string;
  readonly min: Amounts;
  readonly max: Amounts;
  readonly ratio: Amounts;
  readonly default: Amounts;
  readonly defaultRequest: Amounts;
}

/** Amounts by the names of their resources. */
export type Amounts = ReadonlyMap<string, string>;

/** The items of each LimitRange in the namespace of an object. */
export function limitRangesOf(
  target: JsonObject,
  cluster: Cluster,
): readonly (readonly LimitRangeItem[])[] {
  const namespace = text(object(target, 'metadata'), 'namespace');
  return existingOf(cluster, 'LimitRange', namespace).map((limitRange) =>
    objects(object(limitRange, 'spec'), 'limits').map(itemOf),
  );
}

/** An item with its own defaults: a maximum is a limit, a limit a request (SetDefaults_LimitRangeItem). */
function itemOf(item: JsonObject): LimitRangeItem {
  const amounts = (field: string): Amounts => {
    const list = object(item, field) ?? {};
    return new Map(Object.keys(list).map((name) => [name, canonical(String(list[name]))]));
  };
  const type = text(item, 'type');
  const [min, max, given] = [amounts('min'), amounts('max'), amounts('default')];
  const limits = type === 'Container' ? new Map([...max, ...given]) : given;
  const requests = amounts('defaultRequest');
  const defaultRequest =
    type === 'Container' ? new Map([...min, ...limits, ...requests]) : requests;
  return {
    type,
    min,
    max,
    ratio: amounts('maxLimitRequestRatio'),
    default: limits,
    defaultRequest,
  };
}

/** An amount as the API server prints it. */
function canonical(amount: string): string {
  const quantity = parseQuantity(amount);
  return typeof quantity === 'string' ? amount : quantity.text;
}
