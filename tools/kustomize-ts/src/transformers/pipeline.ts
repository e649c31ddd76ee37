import type { Accumulated } from '../accumulate/accumulator.ts';
import type { Origin } from '../accumulate/origin.ts';
import type { KustomizationFields } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import type { Root } from '../load/loader.ts';
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

/** A transformer of a kustomization, with the name of its kind. */
export interface Step {
  readonly kind: string;
  readonly transform: Transform;
  /** Where it is configured, if that is not the kustomization itself. */
  readonly origin?: Origin;
  /** Resources have the ids afterwards that they had before. */
  readonly keepsIds?: boolean;
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
  const images = [...(fields.images ?? []), ...(fields.imageTags ?? [])];
  return [
    ...steps(
      'PatchStrategicMergeTransformer',
      fields.patchesStrategicMerge?.length && [
        applyStrategicMerge(context, root, fields.patchesStrategicMerge),
      ],
    ),
    ...(fields.patches ?? []).map((patch) => ({
      kind: 'PatchTransformer',
      transform: applyPatchEntry(context, root, patch),
      keepsIds: !patchChangesIds(patch),
    })),
    ...steps('NamespaceTransformer', namespace && [setNamespace(namespace, config.namespace)]),
    ...steps('PrefixTransformer', namePrefix && [addPrefix(namePrefix, config.namePrefix)]),
    ...steps('SuffixTransformer', nameSuffix && [addSuffix(nameSuffix, config.nameSuffix)]),
    ...steps(
      'LabelTransformer',
      labels.map((label) => applyLabels(label, config)),
    ),
    // kustomize runs this one for its record even where there are no commonLabels.
    ...steps(
      'LabelTransformer',
      (labels.length > 0 || commonLabels?.size) && [
        applyCommonLabels(commonLabels ?? new Map(), config),
      ],
    ),
    ...steps(
      'AnnotationsTransformer',
      commonAnnotations?.size && [setAnnotations(commonAnnotations, config.commonAnnotations)],
    ),
    ...steps(
      'PatchJson6902Transformer',
      fields.patchesJson6902?.map((patch) => applyJsonPatchEntry(context, root, patch)),
    ),
    ...steps(
      'ReplicaCountTransformer',
      fields.replicas?.map((replica) => setReplicas(replica, config.replicas)),
    ),
    ...steps(
      'ImageTagTransformer',
      images.map((image) => setImage(context, image, config.images)),
    ),
    ...steps(
      'ReplacementTransformer',
      fields.replacements?.length && [applyReplacements(context, root, fields.replacements)],
    ),
  ];
}

function steps(
  kind: string,
  transforms: readonly Transform[] | '' | 0 | false | undefined,
): Step[] {
  return (transforms || []).map((transform) => ({ kind, transform }));
}
