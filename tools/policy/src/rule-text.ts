import type { Rule } from './rule.ts';

/** What is said of a rule: its page is made of it, and what code scanning shows beside a finding. */
export type RuleText = Pick<
  Rule,
  'fix' | 'id' | 'severity' | 'silent' | 'source' | 'title' | 'why'
>;
