import { object, objects } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

/** Who wrote a status, as a controller of Gateways names itself. */
const CONTROLLER = 'fingerpost.dev/lab';

/**
 * The status of an HTTPRoute that every Gateway it names takes, as a controller writes it (Gateway API v1, RouteStatus);
 * undefined where it stands there already for this generation.
 * @param now RFC 3339, to the second
 */
export function acceptedStatus(route: JsonObject, now: string): JsonObject | undefined {
  const generation = object(route, 'metadata')?.['generation'] ?? 0;
  const wanted = objects(object(route, 'spec') ?? {}, 'parentRefs');
  const told = objects(object(route, 'status') ?? {}, 'parents');
  const isTold =
    told.length === wanted.length &&
    told.every((parent) =>
      objects(parent, 'conditions').every((one) => one['observedGeneration'] === generation),
    );
  if (isTold) return undefined;
  const condition = (type: string): JsonObject => ({
    type,
    status: 'True',
    reason: type,
    message: 'The lab takes every route, and no traffic comes through a Gateway.',
    observedGeneration: generation,
    lastTransitionTime: now,
  });
  const conditions = [condition('Accepted'), condition('ResolvedRefs')];
  return {
    parents: wanted.map((parentRef) => ({ parentRef, controllerName: CONTROLLER, conditions })),
  };
}
