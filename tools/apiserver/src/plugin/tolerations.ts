import type { JsonObject } from 'kustomize-ts';
import { objects, text } from '../field/read.ts';

// Source: plugin/pkg/admission/defaulttolerationseconds/admission.go.

const TOLERATED_TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const TOLERATION_SECONDS = 300;

/** Lets a Pod stay on a node for five minutes after it has become unreachable, unless the Pod says otherwise. */
export function addTolerations(spec: JsonObject): void {
  const tolerations = [...objects(spec, 'tolerations')];
  const given = [...tolerations];
  for (const key of TOLERATED_TAINTS) {
    const tolerated = given.some(
      (toleration) =>
        ['', key].includes(text(toleration, 'key')) &&
        ['', 'NoExecute'].includes(text(toleration, 'effect')),
    );
    if (tolerated) continue;
    tolerations.push({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: TOLERATION_SECONDS,
    });
  }
  spec['tolerations'] = tolerations;
}
