import type { JsonObject } from 'kustomize-ts';
import { decodeGoValue } from '../decode/go-value.ts';
import { toInput } from '../decode/input.ts';
import { isObject, object, objects, text } from '../field/read.ts';
import { countsGenerations } from '../generation.ts';
import { goKind } from '../schema/types.ts';

/** When the objects of a request were made, as far as policies see. */
const now = '2026-01-01T00:00:00Z';
const uid = '00000000-0000-4000-8000-000000000000';

/** Status fields that the registry sets on creation. */
const phases: Readonly<Record<string, string>> = {
  Namespace: 'Active',
  PersistentVolume: 'Pending',
  PersistentVolumeClaim: 'Pending',
  Pod: 'Pending',
};

/**
 * A defaulted object as validating admission sees it: with what the registry has set by then. `isStored` when it was
 * read from storage.
 */
export function admissionView(target: JsonObject, isStored: boolean): JsonObject {
  const kind = text(target, 'kind');
  const apiVersion = text(target, 'apiVersion');
  const metadata: JsonObject = {
    ...object(target, 'metadata'),
    uid,
    creationTimestamp: now,
    managedFields: [
      {
        manager: 'kubectl',
        operation: 'Update',
        apiVersion,
        time: now,
        fieldsType: 'FieldsV1',
        fieldsV1: {},
      },
    ],
  };
  const go = goKind(apiVersion, kind);
  // Those that are not known here come from a definition.
  if (go === undefined || go.custom !== undefined || countsGenerations(kind)) {
    metadata['generation'] = 1;
  }
  if (isStored) metadata['resourceVersion'] = '1';
  const status = initialStatus(target, apiVersion, kind);
  return status === undefined ? { ...target, metadata } : { ...target, metadata, status };
}

/** The status that Go prints for a new object: zero values, and what the registry has set. */
function initialStatus(
  target: JsonObject,
  apiVersion: string,
  kind: string,
): JsonObject | undefined {
  const go = goKind(apiVersion, kind);
  if (!go) return undefined;
  const { value } = decodeGoValue(toInput({ apiVersion, kind }), go.type);
  const status = isObject(value) ? object(value, 'status') : undefined;
  if (status === undefined) return undefined;
  const phase = phases[kind];
  return {
    ...status,
    ...(phase === undefined ? {} : { phase }),
    ...(kind === 'Pod' ? { qosClass: qosClass(target) } : {}),
  };
}

/** How a Pod is treated when resources are short. Source: pkg/apis/core/v1/helper/qos/qos.go. */
export function qosClass(pod: JsonObject): string {
  const spec = object(pod, 'spec');
  const containers = [...objects(spec, 'containers'), ...objects(spec, 'initContainers')];
  // What the Pod says as a whole counts alone.
  const resources = (object(spec, 'resources') ? [spec] : containers).map((holder) => {
    const own = object(holder, 'resources');
    return { limits: amounts(own, 'limits'), requests: amounts(own, 'requests') };
  });
  if (resources.every(({ limits, requests }) => limits.size === 0 && requests.size === 0))
    return 'BestEffort';
  const isGuaranteed = resources.every(({ limits, requests }) =>
    ['cpu', 'memory'].every((name) => {
      const limit = limits.get(name);
      return limit !== undefined && (requests.get(name) ?? limit) === limit;
    }),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

function amounts(resources: JsonObject | undefined, key: string): ReadonlyMap<string, unknown> {
  const given = Object.entries(object(resources, key) ?? {});
  return new Map(
    given.filter(([name, value]) => ['cpu', 'memory'].includes(name) && value !== '0'),
  );
}
