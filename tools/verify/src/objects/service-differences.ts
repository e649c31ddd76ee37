import { object, texts } from '@fingerpost/apiserver';
import { isWithin, parseAddresses } from '@fingerpost/discovery';
import type { StoredObject } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';

import type { ClusterObject } from '../cluster.ts';
import { withoutBookkeeping } from '../live/server-fields.ts';
import { fieldDifferences } from './field-differences.ts';
import type { FieldDifference } from './field-differences.ts';

/** What decides how much of a Service is compared. */
export interface ServiceFacts {
  /** The cluster brings it itself. */
  readonly isGiven: boolean;
  readonly serviceCIDRs: readonly string[];
}

/** One with a reason of its own. */
export interface ServiceDifference extends FieldDifference {
  readonly reason?: string;
}

/** Where a Service of the cluster is not as predicted, but for what only the server can choose. */
export function serviceDifferences(
  stored: StoredObject,
  real: ClusterObject,
  facts: ServiceFacts,
): readonly ServiceDifference[] {
  return [
    ...differencesOf(stored, real, facts),
    ...addressesElsewhere(stored, real, facts.serviceCIDRs),
  ];
}

function differencesOf(
  { object: predicted, answer }: StoredObject,
  real: ClusterObject,
  { isGiven }: ServiceFacts,
): readonly ServiceDifference[] {
  const allocated = new Set(
    (answer.allocated ?? []).map((path) => path.replaceAll(/\[\d+\]/g, '')),
  );
  return fieldDifferences(comparedPart(predicted), comparedPart(real)).filter((difference) => {
    if (isGiven && difference.predicted === undefined) return false;
    return !isChosenByServer(difference, allocated);
  });
}

/** What is compared of a Service. */
function comparedPart(service: JsonObject): JsonObject {
  const metadata = object(service, 'metadata');
  return {
    metadata: {
      labels: object(metadata, 'labels') ?? {},
      annotations: withoutBookkeeping(object(metadata, 'annotations')),
    },
    spec: object(service, 'spec') ?? {},
  };
}

/** A value that the server picked, where nothing was asked for. */
function isChosenByServer(
  { path, predicted, real }: FieldDifference,
  allocated: ReadonlySet<string>,
): boolean {
  const [top, field] = path;
  if (top !== 'spec') return false;
  switch (field) {
    case 'clusterIP':
    case 'clusterIPs':
      return real !== 'None' && allocated.has(`spec.${field}`);
    case 'healthCheckNodePort':
      return predicted === undefined || allocated.has('spec.healthCheckNodePort');
    case 'ports':
      return (
        path.at(-1) === 'nodePort' &&
        (predicted === undefined || allocated.has('spec.ports.nodePort'))
      );
    default:
      return false;
  }
}

/** Addresses that are not in the ranges that environment.yaml names: then nothing else that it says of addresses holds. */
function addressesElsewhere(
  { answer }: StoredObject,
  real: ClusterObject,
  serviceCIDRs: readonly string[],
): readonly ServiceDifference[] {
  if ((answer.allocated ?? []).length === 0 || serviceCIDRs.length === 0) return [];
  const spec = object(real, 'spec');
  const ranges = serviceCIDRs.map((range) => parseAddresses(range));
  const outside = texts(spec, 'clusterIPs').filter((address) => {
    const parsed = address === 'None' ? undefined : parseAddresses(address);
    return parsed && !ranges.some((range) => range && isWithin(parsed, range));
  });
  return outside.map((address) => ({
    path: ['spec', 'clusterIP'],
    predicted: `an address of ${serviceCIDRs.join(' or ')}`,
    real: address,
    reason:
      'the cluster has other Service addresses than spec.serviceCIDRs of environment.yaml says',
  }));
}
