import type { Rule } from '../rule.ts';
import { selectorMatchesNothing } from './service/selector-matches-nothing.ts';

/** All rules, by id. */
export const rules: readonly Rule[] = [selectorMatchesNothing];
