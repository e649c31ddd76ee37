import { text } from '@fingerpost/apiserver';
import type { EndpointSlice, StoredObject } from '@fingerpost/discovery';
import { plural } from '@fingerpost/text';

import type { Check } from '../check.ts';
import type { ClusterObject } from '../cluster.ts';
import { predictedRows, realRows } from './endpoint-rows.ts';
import type { EndpointRow } from './endpoint-rows.ts';
import { explainMissing, explainUnexpected } from './explain-endpoint.ts';
import type { Explained } from './explain-endpoint.ts';
import type { LiveObjects } from './live-objects.ts';
import type { Prediction } from './predict.ts';
import { rowsByKey } from './rows-by-key.ts';
import { SERVICE_NAME, labelOf, predictedLabels, realLabels } from './slice-labels.ts';
import { sourceOf } from './source-of.ts';

/**
 * Holds the endpoints of every predicted Service against all EndpointSlices that the cluster has for it, those of the
 * controllers and those written by hand: the same addresses, with the same ports, conditions, names, zones and hints.
 * Where none are predicted, none may be there.
 */
export function compareSlices(prediction: Prediction, live: LiveObjects): Check[] {
  const { model } = prediction;
  const real = Map.groupBy(
    live.slices,
    (slice) => `${text(slice.metadata, 'namespace')}/${labelOf(slice, SERVICE_NAME)}`,
  );
  const predicted = Map.groupBy(
    model.slices,
    ({ namespace, service = '' }) => `${namespace}/${service}`,
  );
  const services = new Set(live.services.map((service) => nameOfService(service)));
  return model.store.list('', 'Service').flatMap((stored) => {
    const name = `${stored.namespace}/${stored.name}`;
    // That it is not there is said of the Service itself.
    if (!services.has(name)) return [skipped(name)];
    const written = predicted.get(name) ?? [];
    const source = sourceOf((written.find((slice) => slice.stored)?.stored ?? stored).resource);
    const explain = {
      missing: (row: EndpointRow) => explainMissing(row, stored, prediction, live),
      unexpected: (row: EndpointRow) => explainUnexpected(row, prediction, live),
    };
    const findings = compareSides(stored, written, real.get(name) ?? [], prediction, explain);
    return findings.map((finding) => ({
      part: 'endpoints' as const,
      ...finding,
      ...(source && { source }),
    }));
  });
}

function skipped(subject: string): Check {
  const reason = 'the cluster has no such Service, so nobody makes its EndpointSlices';
  return {
    part: 'endpoints',
    subject,
    predicted: 'its EndpointSlices',
    real: 'no Service',
    verdict: 'skipped',
    reason,
  };
}

function nameOfService({ metadata }: ClusterObject): string {
  return `${text(metadata, 'namespace')}/${metadata.name}`;
}

interface Explainers {
  missing(row: EndpointRow): Explained;
  unexpected(row: EndpointRow): Explained;
}

function compareSides(
  stored: StoredObject,
  predicted: readonly EndpointSlice[],
  real: readonly ClusterObject[],
  { addresses, given }: Prediction,
  explain: Explainers,
): readonly Omit<Check, 'part' | 'source'>[] {
  const subject = `${stored.namespace}/${stored.name}`;
  const [before, after] = rowsByKey(predictedRows(predicted, addresses), realRows(real));
  const findings = [
    ...[...before].flatMap(([key, row]) => {
      const found = after.get(key);
      if (found) return changesOf(subject, row, found);
      const sides = { predicted: describeRow(row), real: 'no such endpoint' };
      return [{ subject: `${subject} ${row.symbol ?? key}`, ...sides, ...explain.missing(row) }];
    }),
    ...[...after].flatMap(([key, row]) => {
      if (before.has(key)) return [];
      const sides = { predicted: 'no such endpoint', real: describeRow(row) };
      return [{ subject: `${subject} ${key}`, ...sides, ...explain.unexpected(row) }];
    }),
    ...(given.has(stored.resource) ? [] : labelsOf(subject, predicted, real)),
  ];
  if (findings.length > 0) return findings;
  return [
    {
      subject,
      predicted: summarize([...before.values()], predicted.length),
      real: summarize([...after.values()], real.length),
      verdict: 'agrees',
    },
  ];
}

function changesOf(
  subject: string,
  predicted: EndpointRow,
  real: EndpointRow,
): readonly Omit<Check, 'part'>[] {
  return Object.entries(predicted.facts).flatMap(([fact, value]) => {
    const found = real.facts[fact] ?? '';
    if (found === value) return [];
    return [
      {
        subject: `${subject} ${predicted.symbol ?? predicted.address}`,
        predicted: `${fact}: ${value}`,
        real: `${fact}: ${found}`,
        verdict: 'disagrees' as const,
        reason: `the EndpointSlices of the cluster say something else of ${real.address}`,
      },
    ];
  });
}

/** What slices are labelled with, each once: what selects them finds them by that. */
function labelsOf(
  subject: string,
  slices: readonly EndpointSlice[],
  objects: readonly ClusterObject[],
): readonly Omit<Check, 'part'>[] {
  const predicted = [...new Set(slices.map((slice) => predictedLabels(slice)))].toSorted();
  const real = [...new Set(objects.map((slice) => realLabels(slice)))].toSorted();
  if (predicted.join('\n') === real.join('\n')) return [];
  const reason =
    real.length === 0
      ? 'the cluster has no EndpointSlice of the Service'
      : predicted.length === 0
        ? 'nothing rendered makes an EndpointSlice of the Service'
        : 'its EndpointSlices have other labels';
  const show = (labels: readonly string[]): string => labels.join('; ') || 'no EndpointSlice';
  return [{ subject, predicted: show(predicted), real: show(real), verdict: 'disagrees', reason }];
}

function describeRow({ facts }: EndpointRow): string {
  const node = facts['node'] === 'none' ? '' : ` on ${facts['node'] ?? ''}`;
  return `${facts['ports'] ?? ''}, ready: ${facts['ready'] ?? ''}${node}`;
}

function summarize(rows: readonly EndpointRow[], slices: number): string {
  if (slices === 0) return 'no EndpointSlice';
  if (rows.length === 0) return 'no endpoint';
  const ready = rows.filter(({ facts }) => facts['ready'] !== 'no').length;
  const ports = [...new Set(rows.map(({ facts }) => facts['ports']))].join('; ');
  return `${plural(rows.length, 'endpoint')}, ${ready} ready, ${ports}`;
}
