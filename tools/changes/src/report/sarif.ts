import type { Changes } from '../changes.ts';

/**
 * New findings as SARIF 2.1.0, for code scanning; what does not render is a notification of the run. Loads the rules,
 * which the other formats do without.
 */
export async function formatSarif(changes: Changes): Promise<string> {
  const { sarifOf } = await import('../meaning/sarif.ts');
  return sarifOf(changes);
}
