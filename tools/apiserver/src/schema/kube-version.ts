const VERSION = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/u;
const STAGES = ['alpha', 'beta', undefined];

/**
 * Orders versions of an API as Kubernetes does: v2 after v1 after v1beta1 after v1alpha1, and names of another form
 * before all of them, from z to a. Source: apimachinery/pkg/version/helpers.go.
 */
export function compareKubeVersions(left: string, right: string): number {
  const [first, second] = [VERSION.exec(left), VERSION.exec(right)];
  if (first === null && second === null) return left < right ? 1 : Number(left !== right) * -1;
  if (first === null || second === null) return first === null ? -1 : 1;
  const stages = STAGES.indexOf(first[2]) - STAGES.indexOf(second[2]);
  if (stages !== 0) return stages;
  return Number(first[1]) - Number(second[1]) || Number(first[3] ?? 0) - Number(second[3] ?? 0);
}
