import type { ExecutionContext } from 'ava';
import { startDouble } from './double.ts';
import type { Double, DoubleOptions } from './double.ts';

/**
 * GitHub for one test. When the test is over the double stops, and the test fails if anything crossed the wire that
 * GitHub's own description does not know.
 */
export async function useDouble(t: ExecutionContext, options?: DoubleOptions): Promise<Double> {
  const double = await startDouble(options);
  t.teardown(async () => {
    await double.stop();
    if (double.violations.length > 0) throw new Error(double.violations.join('\n'));
  });
  return double;
}
