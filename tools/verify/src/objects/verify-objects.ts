import type { Check } from '../check.ts';
import { comparePods } from './compare-pods.ts';
import { compareServices } from './compare-services.ts';
import { compareSlices } from './compare-slices.ts';
import type { LiveObjects } from './live-objects.ts';
import type { Prediction } from './predict.ts';

/** Holds what is predicted against the objects of a cluster, as they were read: its Services, pods and EndpointSlices. */
export function verifyObjects(prediction: Prediction, live: LiveObjects): readonly Check[] {
  return [
    ...compareServices(prediction, live),
    ...comparePods(prediction, live),
    ...compareSlices(prediction, live),
  ];
}
