import type { RuleText } from '../rule-text.ts';
import { decoding } from './decoding.ts';
import { own } from './own.ts';
import { refusing } from './refusing.ts';

/** What is said of everything that is found without a rule of its own: the answers of the API server, and the check itself. */
export const serverRules: readonly RuleText[] = [...decoding, ...refusing, ...own].toSorted(
  (a, b) => (a.id < b.id ? -1 : 1),
);

const byId = new Map(serverRules.map((rule) => [rule.id, rule]));

/** What to do about a finding that the API server or a policy made; '' where the policy itself has to say it. */
export function fixOf(rule: string): string {
  return byId.get(rule)?.fix ?? '';
}

/** The page about it, relative to the root of this project. */
export function documentationOf(rule: string): string {
  const [group, name] = rule.split('/', 2);
  if (group === 'admission') return `docs/rules/admission/README.md#${name}`;
  return byId.has(rule) ? `docs/rules/${rule}.md` : '';
}
