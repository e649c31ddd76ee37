import type { Rule } from '../rule.ts';
import { headlessPortTranslation } from './service/headless-port-translation.ts';
import { portUnnamed } from './service/port-unnamed.ts';
import { selectorMatchesNothing } from './service/selector-matches-nothing.ts';
import { targetPortMissing } from './service/target-port-missing.ts';
import { targetPortProtocol } from './service/target-port-protocol.ts';

/** All rules, by id. */
export const rules: readonly Rule[] = [
  headlessPortTranslation,
  portUnnamed,
  selectorMatchesNothing,
  targetPortMissing,
  targetPortProtocol,
];
