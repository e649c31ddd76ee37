import type { Rule } from '../../rule.ts';

/** Found where suppressions are read (`suppressFindings`). */
export const noReason: Rule = {
  id: 'ignore/no-reason',
  severity: 'error',
  scope: 'resource',
  title: 'A finding is ignored without a reason',
  why: 'Nobody can tell later whether the finding was understood or only in the way. Without a reason the line has no effect: the finding is shown.',
  fix: 'write <rule>: <reason>',
  silent: '',
  source: 'tools/policy/src/suppress.ts',
  check: () => [],
};
