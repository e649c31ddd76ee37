import type { Requirement } from '../../labels/selector.ts';
import type { Parsed } from '../go/number.ts';

const OPERATORS = ['in', 'notin', '=', '==', '!=', 'gt', 'lt', '>', '<'];
const PART = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const MUST = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${PART}')`;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_RULE = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN.source.slice(1, -1)}')`;
const VALUE_RULE = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`;

class SelectorError extends Error {}

/**
 * A label selector as text, `app=web,tier in (a, b),!old`. Source: k8s.io/apimachinery `labels.ParseToRequirements` and
 * `metav1.ParseToLabelSelector`, which has no `!=`, `>` and `<`.
 */
export function parseLabelSelector(text: string): Parsed<readonly Requirement[]> {
  try {
    return { value: parse(text.match(/==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+/gu) ?? []) };
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    return { error: error.message };
  }

  function parse(words: readonly string[]): readonly Requirement[] {
    const requirements: (Requirement & { readonly unsupported?: string })[] = [];
    let index = 0;
    const peek = (): string => words[index] ?? '';
    const isIdentifier = (word: string): boolean => /^[^=!(),<>]/u.test(word);
    const wrong = (message: string): never => {
      throw new SelectorError(`couldn't parse the selector string "${text}": ${message}`);
    };
    const inRequirement = (message: string): never =>
      wrong(`unable to parse requirement: ${message}`);

    const readKey = (): string => {
      const key = peek();
      index += 1;
      if (!isIdentifier(key)) return inRequirement(`found '${key}', expected: identifier`);
      const problem = keyProblem(key);
      return problem === undefined
        ? key
        : inRequirement(`<nil>: Invalid value: "${key}": ${problem}`);
    };
    const readList = (): string[] => {
      if (peek() !== '(') return inRequirement(`found '${peek()}' expected: '('`);
      index += 1;
      const values = new Set<string>();
      let expectsValue = true;
      while (peek() !== ')') {
        const word = peek();
        if (word === '') return inRequirement("found '', expected: ',', ')' or identifier");
        if (word === ',') {
          if (expectsValue) values.add('');
          expectsValue = true;
        } else if (isIdentifier(word) && expectsValue) {
          values.add(word);
          expectsValue = false;
        } else {
          return inRequirement(`found '${word}', expected: ',' or ')'`);
        }
        index += 1;
      }
      index += 1;
      if (expectsValue) values.add('');
      return [...values].toSorted();
    };
    const readValue = (): string => {
      const word = peek();
      if (word === '' || word === ',') return '';
      index += 1;
      return isIdentifier(word) ? word : inRequirement(`found '${word}', expected: identifier`);
    };
    const readRequirement = (): void => {
      const absent = peek() === '!';
      if (absent) index += 1;
      const key = readKey();
      if (peek() === '' || peek() === ',') {
        requirements.push({ key, operator: absent ? 'DoesNotExist' : 'Exists', values: [] });
        return;
      }
      if (absent) {
        inRequirement(`found '${peek()}', expected: ${OPERATORS.join(', ')}`);
      }
      const operator = peek();
      index += 1;
      if (!['in', 'notin', '=', '==', '!=', '<', '>'].includes(operator)) {
        inRequirement(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
      }
      const listed = operator === 'in' || operator === 'notin';
      const values = listed ? readList() : [readValue()];
      for (const value of values) {
        const problem = valueProblem(value);
        if (problem !== undefined) {
          inRequirement(`values[0][${key}]: Invalid value: "${value}": ${problem}`);
        }
      }
      const unsupported = ['!=', '<', '>'].includes(operator) ? operator : undefined;
      requirements.push({
        key,
        operator: operator === 'notin' ? 'NotIn' : 'In',
        values,
        ...(unsupported !== undefined && { unsupported }),
      });
    };

    while (index < words.length) {
      if (peek() !== '!' && !isIdentifier(peek())) {
        wrong(`found '${peek()}', expected: !, identifier, or 'end of string'`);
      }
      readRequirement();
      if (index >= words.length) break;
      if (peek() !== ',') wrong(`found '${peek()}', expected: ',' or 'end of string'`);
      index += 1;
      if (peek() !== '!' && !isIdentifier(peek())) {
        wrong(`found '${peek()}', expected: identifier after ','`);
      }
    }
    const unsupported = requirements.find((requirement) => requirement.unsupported !== undefined);
    if (unsupported?.unsupported === '!=') {
      throw new SelectorError('"!=" is not a valid label selector operator');
    }
    if (unsupported) {
      const word = unsupported.unsupported === '<' ? 'lt' : 'gt';
      throw new SelectorError(`"${word}" isn't supported in label selectors`);
    }
    return requirements;
  }
}

function keyProblem(key: string): string | undefined {
  const [first = '', second, ...more] = key.split('/');
  if (more.length > 0) {
    return `a valid label key ${MUST} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
  }
  const name = second ?? first;
  if (second !== undefined && first === '') return 'prefix part must be non-empty';
  if (second !== undefined && !SUBDOMAIN.test(first)) {
    return `prefix part ${SUBDOMAIN_RULE}`;
  }
  if (name === '') return 'name part must be non-empty';
  if (name.length > 63) return 'name part must be no more than 63 bytes';
  return new RegExp(`^${PART}$`, 'u').test(name) ? undefined : `name part ${MUST}`;
}

function valueProblem(value: string): string | undefined {
  if (value.length > 63) return 'must be no more than 63 bytes';
  return value === '' || new RegExp(`^${PART}$`, 'u').test(value) ? undefined : VALUE_RULE;
}
