import { CostLimitError } from './error.ts';
import { originOf } from './origin.ts';
import { textSize } from './text.ts';
import type { Value } from './value.ts';
import { isList, isMap, Opaque, Optional } from './value.ts';

/** The limit of one evaluation and of all evaluations of a binding (k8s.io/apiserver pkg/apis/cel/config.go). */
export const perCallLimit = 1_000_000;
export const perBindingLimit = 10_000_000;
export const matchConditionsLimit = 2_500_000;

/** What an evaluation has cost so far. */
export class CostMeter {
  cost = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  spend(amount: number): void {
    this.cost += amount;
    if (this.cost > this.#limit) throw new CostLimitError();
  }
}

const textFactor = 0.1;
const regexFactor = 0.25;

/** The size of a value for the cost: elements, code points, bytes; 1 for anything else. */
function sizeOf(value: Value | undefined): number {
  if (typeof value === 'string') return textSize(value);
  if (typeof value !== 'object' || value === null) return 1;
  if (isList(value) || value instanceof Uint8Array) return value.length;
  if (isMap(value)) return originOf(value)?.size ?? value.size;
  if (value instanceof Optional) return value.value === undefined ? 1 : sizeOf(value.value);
  return value instanceof Opaque ? value.size : 1;
}

type CallCost = (args: readonly Value[], result: Value) => number;

function perText(size: number, factor = 1): number {
  return Math.ceil(size * factor * textFactor);
}

const constant: CallCost = () => 1;
const firstText: CallCost = ([first]) => perText(sizeOf(first));
const firstTextTwice: CallCost = ([first]) => perText(sizeOf(first), 2);
const smaller: CallCost = ([left, right]) => perText(Math.min(sizeOf(left), sizeOf(right)));
const pattern: CallCost = ([text, regex]) =>
  perText(sizeOf(text) + 1) * Math.ceil(sizeOf(regex) * regexFactor);
const traversal: CallCost = ([first]) => traversalCost(first ?? null);

/** Costs by function, for all its overloads (k8s.io/apiserver pkg/cel/library/cost.go). */
const byFunction: Readonly<Record<string, CallCost>> = {
  check: () => 350_000,
  isSorted: traversal,
  sum: traversal,
  max: traversal,
  min: traversal,
  indexOf: traversal,
  lastIndexOf: traversal,
  url: firstText,
  lowerAscii: firstText,
  upperAscii: firstText,
  substring: firstText,
  trim: firstText,
  replace: firstTextTwice,
  split: firstTextTwice,
  join: (_, result) => perText(sizeOf(result), 2),
  find: pattern,
  findAll: pattern,
  cidr: firstText,
  isIP: firstText,
  isCIDR: firstText,
  quantity: firstText,
  isQuantity: firstText,
  semver: firstText,
  isSemver: firstText,
  'ip.isCanonical': firstTextTwice,
  // A format's size here is that of its regular expression.
  validate: ([format, text]) => perText(sizeOf(text) + 1) * Math.ceil(sizeOf(format) * regexFactor),
  fieldSelector: ([, selector]) => selectorCost(sizeOf(selector)),
  labelSelector: ([, selector]) => selectorCost(sizeOf(selector)),
  // Source of these: cel-go ext/lists.go version 3 and ext/sets.go.
  slice: outputSize,
  reverse: outputSize,
  'lists.range': outputSize,
  flatten: ([list, depth = 1n]) => Math.floor(sizeOf(list) * Number(depth)) + 11,
  distinct: ([list]) => selfCompare(list),
  'sets.contains': product,
  'sets.intersects': product,
  'sets.equivalent': (args) => 2 * (product(args) - 1) + 1,
};

/** Costs by overload, where the function alone does not tell (cel-go interpreter/runtimecost.go). */
const byOverload: Readonly<Record<string, CallCost>> = {
  starts_with_string: firstText,
  ends_with_string: firstText,
  string_to_bytes: firstText,
  bytes_to_string: firstText,
  strings_quote: firstText,
  string_format: firstText,
  in_list: ([, list]) => sizeOf(list),
  less_string: smaller,
  greater_string: smaller,
  less_equals_string: smaller,
  greater_equals_string: smaller,
  less_bytes: smaller,
  greater_bytes: smaller,
  less_equals_bytes: smaller,
  greater_equals_bytes: smaller,
  add_string: ([left, right]) => perText(sizeOf(left) + sizeOf(right)),
  add_bytes: ([left, right]) => perText(sizeOf(left) + sizeOf(right)),
  matches_string: pattern,
  contains_string: ([text, part]) => perText(sizeOf(text)) * perText(sizeOf(part)),
  string_to_ip: firstText,
  cidr_contains_ip_string: ([cidr, text]) => perText(2 * sizeOf(cidr)) + perText(sizeOf(text)),
  cidr_contains_ip_ip: ([cidr]) => perText(2 * sizeOf(cidr)),
  cidr_contains_cidr_string: ([cidr, text]) =>
    perText(2 * sizeOf(cidr)) + perText(sizeOf(cidr)) + 1 + perText(sizeOf(text)),
  cidr_contains_cidr: ([cidr]) => perText(2 * sizeOf(cidr)) + perText(sizeOf(cidr)) + 1,
};

/** How to count a call's cost once its arguments and result are known. */
export function callCost(fn: string, overloads: readonly string[]): CallCost {
  const own = byFunction[fn];
  if (own) return own;
  const overload = overloads.length === 1 ? overloads[0] : undefined;
  if (overload !== undefined && fn === 'sort') return ([list]) => selfCompare(list);
  if (overload !== undefined && fn === '@sortByAssociatedKeys')
    return ([, keys]) => selfCompare(keys);
  return (overload === undefined ? undefined : byOverload[overload]) ?? constant;
}

/** The cost of `left == right`. */
export function equalityCost(left: Value, right: Value): number {
  return left instanceof Opaque ? 1 : smaller([left, right], null);
}

function product([left, right]: readonly Value[]): number {
  return sizeOf(left) * sizeOf(right) + 1;
}

function outputSize(_: readonly Value[], result: Value): number {
  return sizeOf(result) + 11;
}

function selfCompare(list: Value | undefined): number {
  const [first] = isList(list ?? null) ? (list as readonly Value[]) : [];
  const factor = typeof first === 'string' || first instanceof Uint8Array ? 2.1 : 2;
  return Math.floor(sizeOf(list) ** 2 * factor) + 11;
}

function selectorCost(length: number): number {
  return 10 + Math.ceil(length * textFactor) + Math.ceil(Math.ceil(length * 0.5) * 50);
}

function traversalCost(value: Value): number {
  if (typeof value === 'string')
    return Math.floor(new TextEncoder().encode(value).length * textFactor);
  if (value instanceof Uint8Array) return Math.floor(value.length * textFactor);
  if (isList(value)) return value.reduce((sum: number, item) => sum + traversalCost(item), 0);
  if (!isMap(value)) return 1;
  let sum = 0;
  for (const [key, item] of value) sum += traversalCost(key) + traversalCost(item);
  return sum;
}
