import type { Accumulated } from '../accumulate/accumulator.ts';
import { KustomizeError } from '../error.ts';
import type { FieldSpecEntry, LabelEntry } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import { placeOf } from '../yaml/describe.ts';
import { compareGoStrings } from '../yaml/json-value.ts';
import { setSharedText } from '../yaml/edit.ts';
import { stringNode } from '../yaml/node.ts';
import type { TransformerConfig } from './config.ts';
import { applyFieldSpec, mergeFieldSpec, mergeFieldSpecs } from './field-spec.ts';
import type { FieldSpec } from './field-spec.ts';
import { toFieldSpec } from './load-config.ts';
import type { Transform } from './pipeline.ts';

const METADATA_LABELS: FieldSpec = {
  group: '',
  version: '',
  kind: '',
  path: 'metadata/labels',
  create: true,
};

/**
 * One entry of `labels`: into metadata, and with its switches into templates or selectors as well.
 * Errors: in strict mode a field that no resource has ('no-match').
 */
export function applyLabels(
  { strict }: BuildContext,
  entry: LabelEntry,
  config: TransformerConfig,
): Transform {
  const apply = labelTransform(entry, config);
  if (!strict || !entry.fields) return apply;
  const { fields } = entry;
  return (accumulated) => {
    apply(accumulated);
    for (const field of fields) checkField(accumulated, field);
  };
}

/** What was to be created is there by now. */
function checkField({ resources }: Accumulated, field: FieldSpecEntry): void {
  let found = false;
  const spec = toFieldSpec(field);
  for (const { node } of resources)
    applyFieldSpec(node, spec, undefined, () => {
      found = true;
    });
  if (found) return;
  throw new KustomizeError('no-match', `labels: no resource has the field ${field.path ?? ''}`, {
    place: placeOf(field.node),
    fix: 'correct group, version, kind or path, set create, or remove the entry',
  });
}

function labelTransform(entry: LabelEntry, config: TransformerConfig): Transform {
  const own = mergeFieldSpecs((entry.fields ?? []).map(toFieldSpec), config.labels);
  if (entry.includeSelectors) {
    return setPairs(entry.pairs ?? new Map(), mergeFieldSpecs(own, config.commonLabels));
  }
  const templates = entry.includeTemplates ? mergeFieldSpecs(own, config.templateLabels) : own;
  return setPairs(entry.pairs ?? new Map(), mergeFieldSpec(templates, METADATA_LABELS));
}

/** `commonLabels`: into metadata, templates and selectors. */
export function applyCommonLabels(
  pairs: ReadonlyMap<string, string>,
  config: TransformerConfig,
): Transform {
  return setPairs(pairs, config.commonLabels);
}

/**
 * Writes pairs into the maps that the specs lead to. Where a key is new, one node stands in all the maps of an object:
 * a later edit of the label in one of them edits the selector too, as it does in kustomize 5.8.1.
 */
export function setPairs(
  pairs: ReadonlyMap<string, string>,
  specs: readonly FieldSpec[],
): Transform {
  const sorted = [...pairs].toSorted(([a], [b]) => compareGoStrings(a, b));
  return ({ resources }) => {
    for (const { node } of resources) {
      for (const [key, value] of sorted) {
        const shared = { ...stringNode(value), shared: true };
        for (const spec of specs) {
          applyFieldSpec(node, spec, 'mapping', (map) => setSharedText(map, key, shared, spec));
        }
      }
    }
  };
}
