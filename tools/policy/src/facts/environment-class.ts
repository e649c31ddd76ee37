import type { RuleInput } from '../rule.ts';

/** Whether it is known to be an environment for trying things; of plain files nobody says. */
export function isDevelopment({ complete, model }: RuleInput): boolean {
  return complete && model.environment.class === 'development';
}

/** Whether users depend on it. */
export function isProduction({ model }: RuleInput): boolean {
  return model.environment.class === 'production';
}
