import type { RuleText } from '../rule-text.ts';

/** What is said of the check itself: of what could not be judged. */
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
    id: 'internal/rule-failed',
    severity: 'error',
    title: 'A rule failed',
    why: 'This is a bug of the tool. What the rule looks for may be there or not.',
    fix: 'this is a bug: report it',
    silent: '',
    source: 'tools/policy/src/run-rules.ts',
  },
];
