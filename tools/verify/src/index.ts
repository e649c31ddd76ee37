export type { Check, Part, Verdict } from './check.ts';
