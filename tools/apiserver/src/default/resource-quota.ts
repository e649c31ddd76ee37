import type { JsonObject } from 'kustomize-ts';
import { specOf } from '../field/spec.ts';
import { roundAmounts } from './resources.ts';

/** Source: SetObjectDefaults_ResourceQuota in pkg/apis/core/v1/zz_generated.defaults.go. */
export function defaultResourceQuota(quota: JsonObject): void {
  roundAmounts(specOf(quota), 'hard');
}
