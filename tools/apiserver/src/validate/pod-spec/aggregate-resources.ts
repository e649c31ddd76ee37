import type { JsonObject } from 'kustomize-ts';
import { object, objects, textMap } from '../../field/read.ts';
import { isSidecar } from './each-container.ts';
import { addQuantities, compareQuantities } from './quantity.ts';

type Amounts = Map<string, string>;

/**
 * What the containers of a pod need together: the sum of the regular ones and the sidecars, or more while
 * an init container runs (component-helpers/resource, AggregateContainerRequests and -Limits; KEP-753).
 */
export function aggregateContainers(
  spec: JsonObject,
  kind: 'requests' | 'limits',
): ReadonlyMap<string, string> {
  const total: Amounts = new Map();
  for (const container of objects(spec, 'containers')) add(total, amounts(container, kind));
  const sidecars: Amounts = new Map();
  const atStart: Amounts = new Map();
  for (const container of objects(spec, 'initContainers')) {
    const own = amounts(container, kind);
    if (isSidecar(container)) {
      add(total, own);
      add(sidecars, own);
      raise(atStart, sidecars);
    } else {
      add(own, sidecars);
      raise(atStart, own);
    }
  }
  raise(total, atStart);
  return total;
}

function amounts(container: JsonObject, kind: string): Amounts {
  return new Map(textMap(object(container, 'resources'), kind));
}

function add(total: Amounts, more: Amounts): void {
  for (const [name, amount] of more) {
    const sum = total.get(name);
    total.set(name, sum === undefined ? amount : addQuantities(sum, amount));
  }
}

function raise(total: Amounts, other: Amounts): void {
  for (const [name, amount] of other) {
    const current = total.get(name);
    if (current === undefined || compareQuantities(amount, current) > 0) total.set(name, amount);
  }
}
