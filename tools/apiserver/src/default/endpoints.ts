import type { JsonObject } from 'kustomize-ts';
import { objects, text } from '../field/read.ts';

/** Source: SetDefaults_Endpoints in pkg/apis/core/v1/defaults.go. */
export function defaultEndpoints(endpoints: JsonObject): void {
  for (const subset of objects(endpoints, 'subsets')) {
    for (const port of objects(subset, 'ports')) {
      if (text(port, 'protocol') === '') port['protocol'] = 'TCP';
    }
  }
}
