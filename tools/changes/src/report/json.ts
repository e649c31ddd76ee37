import type { Finding, FindingPlace } from '@fingerpost/policy';

import type {
  Changes,
  DiscoveryChange,
  Drift,
  Meaning,
  OverlayChange,
  ResourceChange,
  SourceChange,
} from '../changes.ts';
import type { FieldChange } from '../field/diff-fields.ts';
import type { Segment } from '../field/path.ts';
import type { Place } from '../place.ts';
import { writeJson } from './write-json.ts';
import type { Json } from './write-json.ts';

/** Of the shape; a new one where a reader of the old one would go wrong. */
const VERSION = 1;

/**
 * The changes as JSON, complete; the schema is `docs/schema/changes.schema.json`. What is not known is left out.
 * Ends with a line break.
 */
export function formatJson(changes: Changes): string {
  const { before, after, compared, overlays, meaning, sources, drift, unread } = changes;
  return `${writeJson({
    version: VERSION,
    before,
    after,
    compared,
    overlays: overlays.map(overlayJson),
    meaning: meaning && meaningJson(meaning),
    sources: sources.map(sourceJson),
    drift: drift.map(driftJson),
    unread: unread && unread.length > 0 ? unread : undefined,
  })}\n`;
}

function overlayJson(change: OverlayChange): Json {
  const { overlay, status, resources, movedAway, expected, error } = change;
  return {
    overlay,
    status,
    resources: resources.map(resourceJson),
    movedAway: movedAway?.map(({ resource, to }) => ({ resource, to })),
    expected,
    error,
  };
}

function resourceJson(resource: ResourceChange): Json {
  const { apiVersion, kind, namespace, name, status, place, removedAt } = resource;
  const { renamed, movedFrom } = resource;
  const { recreate, fields, content, references, risk } = resource;
  return {
    apiVersion,
    kind,
    namespace,
    name,
    status,
    place: placeJson(place),
    removedAt: placeJson(removedAt),
    renamed: renamed && {
      name: renamed.name,
      namespace: renamed.namespace,
      by: renamed.by,
    },
    movedFrom,
    recreate: recreate.map(({ field, message }) => ({ field, message })),
    fields: fields.map(fieldJson),
    content,
    references: references.map(({ from, count }) => ({ from, count })),
    risk,
  };
}

function fieldJson(change: FieldChange): Json {
  const { kind, path, segments, before, after, beforePlace, afterPlace, hunks } = change;
  return {
    kind,
    path,
    segments: segments.map(segmentJson),
    before,
    after,
    beforePlace: placeJson(beforePlace),
    afterPlace: placeJson(afterPlace),
    hunks: hunks?.map((hunk) => ({
      before: hunk.before,
      after: hunk.after,
      beforePlace: placeJson(hunk.beforePlace),
      afterPlace: placeJson(hunk.afterPlace),
      lines: hunk.lines.map(({ kind: side, text, open }) => ({ kind: side, text, open })),
    })),
  };
}

function segmentJson(segment: Segment): Json {
  if ('key' in segment) return { key: segment.key };
  return { item: segment.item, before: segment.before, after: segment.after };
}

function placeJson(place: Place | undefined): Json | undefined {
  return place && { file: place.file, line: place.line, column: place.column, by: place.by };
}

function meaningJson({ environments, findings }: Meaning): Json {
  const { error, warning, caution } = findings.unchanged;
  return {
    environments: environments.map(({ environment, discovery, notModelled }) => ({
      environment,
      discovery: discovery.map(discoveryJson),
      notModelled,
    })),
    findings: {
      new: findings.new.map(findingJson),
      fixed: findings.fixed.map(findingJson),
      unchanged: { error, warning, caution },
    },
  };
}

function discoveryJson(discovery: DiscoveryChange): Json {
  const { kind, change, subject, before, after, members, resource, place } = discovery;
  return {
    kind,
    change,
    subject,
    before,
    after,
    members,
    resource,
    place: placeJson(place),
    dependents: discovery.dependents.map((dependent) => ({
      resource: dependent.resource,
      how: dependent.how,
      place: placeJson(dependent.place),
    })),
  };
}

/** As `policy-check --format json` writes it. */
function findingJson(finding: Finding): Json {
  const { rule, severity, message, related, fix, documentation, overlays } = finding;
  return {
    rule,
    severity,
    message,
    ...findingPlaceJson(finding),
    related: related.map((place) => ({ message: place.message, ...findingPlaceJson(place) })),
    fix,
    documentation,
    overlays,
  };
}

function findingPlaceJson({ resource, field, file, line, column }: FindingPlace) {
  return { resource, field, file, line, column };
}

function sourceJson(source: SourceChange): Json {
  const { file, status, environment, changed, masked, without } = source;
  return {
    file,
    status,
    environment,
    changed,
    masked: masked.map(({ overlay, fields }) => ({
      overlay,
      fields: fields.map(({ resource, path, value, place }) => ({
        resource,
        path,
        value,
        place: placeJson(place),
      })),
    })),
    without,
  };
}

function driftJson({ unit, resource, path, values }: Drift): Json {
  return {
    unit,
    resource,
    path,
    values: values.map(({ environment, value, place }) => ({
      environment,
      value,
      place: placeJson(place),
    })),
  };
}
