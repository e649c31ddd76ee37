import type { RuleText } from '../rule-text.ts';

/** What is said of the check itself: of suppressions, and of what could not be judged. */
export const own: readonly RuleText[] = [
  {
    id: 'admission/not-evaluated',
    severity: 'error',
    title: 'The admission policies could not be evaluated',
    why: 'A policy or binding of the cluster is wrong itself, so nobody can say what it would answer. Nothing passes that was not judged.',
    fix: 'mend the policy that the message names',
    silent: '',
    source:
      'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#failure-policy',
  },
  {
    id: 'ignore/no-reason',
    severity: 'error',
    title: 'A suppression gives no reason',
    why: 'Nobody who comes later can tell whether it still holds. It does not count.',
    fix: 'write <rule>: <reason>',
    silent: '',
    source: 'docs/commands.md',
  },
  {
    id: 'ignore/unused',
    severity: 'warning',
    title: 'A suppression suppresses nothing',
    why: 'What it was written for is mended, or the name of the rule is misspelt. It would hide the next mistake.',
    fix: 'remove the line',
    silent: '',
    source: 'docs/commands.md',
  },
  {
    id: 'internal/rule-failed',
    severity: 'error',
    title: 'A rule failed',
    why: 'This is a bug of the tool. What the rule looks for may be there or not.',
    fix: 'this is a bug: report it',
    silent: '',
    source: 'docs/commands.md',
  },
];
