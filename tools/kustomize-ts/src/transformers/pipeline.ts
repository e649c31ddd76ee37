import type { Accumulated } from '../accumulate/accumulator.ts';
import type { Origin } from '../accumulate/origin.ts';
import type { KustomizationFields } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import type { Root } from '../load/loader.ts';
import { scalarText } from '../resource/resource.ts';
import type { TracedStep } from '../trace/tracer.ts';
import { getField } from '../yaml/node.ts';
import type { Node } from '../yaml/node.ts';
import { addPrefix, addSuffix } from './affix.ts';
import { setAnnotations } from './annotations.ts';
import type { TransformerConfig } from './config.ts';
import { setImage } from './images.ts';
import { applyCommonLabels, applyLabels } from './labels.ts';
import { setNamespace } from './namespace.ts';
import {
  applyJsonPatchEntry,
  applyPatchEntry,
  applyStrategicMerge,
  patchChangesIds,
} from './patches.ts';
import { applyReplacements } from './replacements.ts';
import { setReplicas } from './replicas.ts';

/** Edits what was gathered. */
export type Transform = (accumulated: Accumulated) => void;

/** A transformer of a kustomization. */
export interface Step extends TracedStep {
  /** The name of its kind. */
  readonly kind: string;
  readonly transform: Transform;
  /** Where it is configured, if that is not the kustomization itself. */
  readonly origin?: Origin;
  /** Resources have the ids afterwards that they had before. */
  readonly keepsIds?: boolean;
  /** For kustomize, it is one transformer with the step behind it. */
  readonly continues?: boolean;
}

/**
 * The transformers of a kustomization in the order in which kustomize runs them, whatever the order in the file
 * (kusttarget_configplugin.go). Patches see the names of the base; labels, images and replacements see what patches did.
 * Files that they need are read now, so that a bad one is reported before anything runs.
 */
export function transformersOf(
  context: BuildContext,
  root: Root,
  fields: KustomizationFields,
  config: TransformerConfig,
): Step[] {
  const {
    namespace,
    namePrefix,
    nameSuffix,
    labels = [],
    commonLabels,
    commonAnnotations,
  } = fields;
  const written = (field: string): Node | undefined =>
    fields.node.entries.find(({ key }) => scalarText(key).toLowerCase() === field.toLowerCase())
      ?.value;
  const step = (kind: string, by: string, transform: Transform, node = written(by)): Step => ({
    kind,
    by,
    transform,
    node,
  });
  const steps: Step[] = [];
  if (fields.patchesStrategicMerge?.length) {
    const transform = applyStrategicMerge(context, root, fields.patchesStrategicMerge);
    steps.push(step('PatchStrategicMergeTransformer', 'patchesStrategicMerge', transform));
  }
  for (const patch of fields.patches ?? []) {
    const transform = applyPatchEntry(context, root, patch);
    const keepsIds = !patchChangesIds(patch);
    steps.push({ ...step('PatchTransformer', 'patches', transform, patch.node), keepsIds });
  }
  if (namespace) {
    const transform = setNamespace(namespace, config.namespace, { strict: context.strict });
    steps.push(step('NamespaceTransformer', 'namespace', transform));
  }
  if (namePrefix) {
    const transform = addPrefix(namePrefix, config.namePrefix);
    steps.push(step('PrefixTransformer', 'namePrefix', transform));
  }
  if (nameSuffix) {
    const transform = addSuffix(nameSuffix, config.nameSuffix);
    steps.push(step('SuffixTransformer', 'nameSuffix', transform));
  }
  for (const label of labels) {
    const pairs = getField(label.node, 'pairs') ?? label.node;
    steps.push(step('LabelTransformer', 'labels', applyLabels(context, label, config), pairs));
  }
  // kustomize runs this one for its record even where there are no commonLabels.
  if (labels.length > 0 || commonLabels?.size) {
    const transform = applyCommonLabels(commonLabels ?? new Map(), config);
    steps.push(step('LabelTransformer', 'commonLabels', transform));
  }
  if (commonAnnotations?.size) {
    const transform = setAnnotations(commonAnnotations, config.commonAnnotations);
    steps.push(step('AnnotationsTransformer', 'commonAnnotations', transform));
  }
  for (const patch of fields.patchesJson6902 ?? []) {
    const transform = applyJsonPatchEntry(context, root, patch);
    steps.push(step('PatchJson6902Transformer', 'patchesJson6902', transform, patch.node));
  }
  for (const replica of fields.replicas ?? []) {
    const transform = setReplicas(replica, config.replicas);
    const count = getField(replica.node, 'count') ?? replica.node;
    steps.push(step('ReplicaCountTransformer', 'replicas', transform, count));
  }
  for (const image of [...(fields.images ?? []), ...(fields.imageTags ?? [])]) {
    const transform = setImage(context, image, config.images);
    steps.push(step('ImageTagTransformer', 'images', transform, image.node));
  }
  for (const [i, replacement] of (fields.replacements ?? []).entries()) {
    const transform = applyReplacements(context, root, [replacement]);
    const continues = i + 1 < (fields.replacements ?? []).length;
    const { node } = replacement;
    steps.push({ ...step('ReplacementTransformer', 'replacements', transform, node), continues });
  }
  return steps;
}
