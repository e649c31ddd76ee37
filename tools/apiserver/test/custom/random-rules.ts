import type { JsonObject } from 'kustomize-ts';
import type { Random } from './random.ts';

type Rules = readonly [string, ...string[]];

const ANY: Rules = ['self == oldSelf', 'self == self', 'true', 'false'];

const BY_TYPE: Readonly<Record<string, Rules>> = {
  string: [
    'self.size() > 2',
    "self.startsWith('a')",
    "self.matches('^[a-z]+$')",
    "oldSelf == 'abc' || self != 'x'",
    "self.find('[0-9]+') == ''",
    'int(self) > 1',
  ],
  date: ["self > timestamp('2020-01-01T00:00:00Z')", 'self.getFullYear() > 2000'],
  duration: ["self < duration('1h')", 'self.getSeconds() > 1'],
  byte: ['self.size() > 1'],
  integer: ['self >= 3', 'self >= oldSelf', 'self % 2 == 0', '10 / self > 2'],
  number: ['self < 2.5', 'self > oldSelf'],
  boolean: ['self', '!self || oldSelf'],
  array: [
    'self.size() < 3',
    'self.all(x, x == x)',
    'self + oldSelf == self',
    'oldSelf.all(x, x in self)',
    'self.exists(x, x == self[0])',
    'self[2] == self[2]',
    'self + self == self',
    'self == oldSelf + self',
  ],
  map: [
    'self.all(k, self[k] == self[k])',
    "'a' in self",
    'self.size() < 3',
    'oldSelf.all(k, k in self)',
    "self['b'] == self['b']",
  ],
  intOrString: ["type(self) == int ? self > 1 : self == 'x'", 'self > 3', "self != 'http'"],
  resource: ["self.kind == 'Pod'", "self.metadata.name != 'a'", "self.apiVersion.contains('v1')"],
};

const OPTIONAL: Rules = [
  'oldSelf.hasValue()',
  'oldSelf.hasValue() ? self == oldSelf.value() : true',
  '!oldSelf.hasValue() || self != oldSelf.value()',
];

/**
 * A rule for a schema of this type; `names` are properties that expressions can say. `hasOld`: there may be an old value
 * to compare with.
 */
export function randomRule(
  random: Random,
  type: string,
  names: readonly string[],
  hasOld: boolean,
): JsonObject {
  const own: Rules = BY_TYPE[type] ?? ANY;
  const fields = names.flatMap((name) => [
    `has(self.${name})`,
    `!has(self.${name}) || self.${name} == self.${name}`,
    `has(oldSelf.${name}) == has(self.${name})`,
    `self.${name} == oldSelf.${name}`,
  ]);
  const isOptional = hasOld && random.chance(0.15);
  const all = [...own, ...ANY, ...fields];
  const [first = 'true', ...rest] = hasOld ? all : all.filter((rule) => !rule.includes('old'));
  const rule: JsonObject = {
    rule: isOptional ? random.pick(OPTIONAL) : random.pick([first, ...rest]),
  };
  if (isOptional) rule['optionalOldSelf'] = true;
  if (random.chance(0.3)) rule['message'] = 'must be so';
  if (random.chance(0.25)) {
    rule['messageExpression'] = random.pick([
      "'is ' + string(type(self) == string)",
      "''",
      "'two\\nlines'",
      "[''][3]",
      hasOld ? "'old: ' + string(oldSelf == oldSelf)" : "'new'",
    ]);
  }
  if (random.chance(0.3)) {
    rule['reason'] = random.pick([
      'FieldValueInvalid',
      'FieldValueForbidden',
      'FieldValueRequired',
      'FieldValueDuplicate',
    ]);
  }
  const [name] = names;
  if (name !== undefined && random.chance(0.2)) rule['fieldPath'] = `.${name}`;
  return rule;
}
