/** GitHub for the tests of other packages. */

export { useDouble } from './double/use-double.ts';
export { personAt } from './publishing/people.ts';
