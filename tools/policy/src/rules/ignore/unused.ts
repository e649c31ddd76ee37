import type { Rule } from '../../rule.ts';

/** Found where suppressions are used (`suppressFindings`). */
export const unused: Rule = {
  id: 'ignore/unused',
  severity: 'warning',
  scope: 'resource',
  title: 'A suppression suppresses nothing',
  why: 'The mistake was corrected, or the rule is misspelt. What is left would hide the next one.',
  fix: 'remove the line',
  silent: '',
  source: 'tools/policy/src/suppress.ts',
  check: () => [],
};
