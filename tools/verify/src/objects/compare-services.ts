import { text } from '@fingerpost/apiserver';
import type { StoredObject } from '@fingerpost/discovery';
import type { JsonValue } from 'kustomize-ts';

import type { Check } from '../check.ts';
import type { ClusterObject } from '../cluster.ts';
import { formatPath, formatValue } from './format-field.ts';
import type { LiveObjects } from './live-objects.ts';
import type { Prediction } from './predict.ts';
import { serviceDifferences } from './service-differences.ts';
import type { ServiceFacts } from './service-differences.ts';
import { sourceOf } from './source-of.ts';
import { summarizeService } from './summarize-service.ts';

/** The API server makes it. */
const API_SERVER = 'default/kubernetes';

/**
 * Holds every predicted Service against the one in the cluster, with all its fields and the defaults that the server
 * sets. Left out is what only the server can choose: addresses out of its ranges, node ports, status. A Service that the
 * cluster brings itself is known only as environment.yaml says it: what more it has is its own affair.
 */
export function compareServices({ model, given }: Prediction, live: LiveObjects): Check[] {
  const real = new Map(live.services.map((service) => [keyOf(service), service]));
  const predicted = model.store.list('', 'Service');
  const names = new Set(predicted.map((stored) => `${stored.namespace}/${stored.name}`));
  const ours = new Set(
    model.store
      .list('', 'Namespace')
      .filter(({ resource }) => !given.has(resource))
      .map(({ name }) => name),
  );
  return [
    ...predicted.flatMap((stored) =>
      compareService(stored, real.get(`${stored.namespace}/${stored.name}`), {
        isGiven: given.has(stored.resource),
        serviceCIDRs: model.environment.serviceCIDRs,
      }),
    ),
    ...live.services
      .filter(
        (service) =>
          ours.has(text(service.metadata, 'namespace')) &&
          !names.has(keyOf(service)) &&
          keyOf(service) !== API_SERVER,
      )
      .map((service) => unknownService(service, model.environment.clusterDomain)),
  ];
}

function compareService(
  stored: StoredObject,
  real: ClusterObject | undefined,
  facts: ServiceFacts,
): Check[] {
  const subject = `${stored.namespace}/${stored.name}`;
  const source = sourceOf(stored.resource);
  const check = { part: 'services', subject } as const;
  const summary = summarizeService(stored.object);
  if (!real) {
    const reason = facts.isGiven
      ? 'environment.yaml says that the cluster brings it, and it does not; correct spec.given, or install it'
      : 'the cluster has no such Service: it was never applied, or was deleted';
    return [
      {
        ...check,
        predicted: summary,
        real: 'none',
        verdict: 'disagrees',
        reason,
        ...(source && { source }),
      },
    ];
  }
  const differences = serviceDifferences(stored, real, facts);
  if (differences.length === 0) {
    return [
      {
        ...check,
        predicted: summary,
        real: summarizeService(real),
        verdict: 'agrees',
        ...(source && { source }),
      },
    ];
  }
  return differences.map(({ path, predicted, real: found, reason }) => {
    const place = sourceOf(stored.resource, path);
    return {
      part: 'services',
      subject: `${subject} ${formatPath(path)}`,
      predicted: formatValue(predicted),
      real: formatValue(found),
      verdict: 'disagrees',
      reason: reason ?? reasonOf(predicted, found),
      ...(place && { source: place }),
    };
  });
}

function reasonOf(predicted: JsonValue | undefined, real: JsonValue | undefined): string {
  if (real === undefined) return 'the Service in the cluster lacks it';
  if (predicted === undefined) return 'nothing rendered sets it: somebody else did, in the cluster';
  return 'the Service in the cluster was changed by hand, or the rendered one is not applied yet';
}

function unknownService(service: ClusterObject, clusterDomain: string): Check {
  const namespace = text(service.metadata, 'namespace');
  const { name } = service.metadata;
  return {
    part: 'services',
    subject: `${namespace}/${name}`,
    predicted: 'no such Service',
    real: summarizeService(service),
    verdict: 'disagrees',
    reason: `nothing rendered makes it, so ${name}.${namespace}.svc.${clusterDomain} should not exist; delete it, or bring it into an overlay`,
  };
}

function keyOf(service: ClusterObject): string {
  return `${text(service.metadata, 'namespace')}/${service.metadata.name}`;
}
