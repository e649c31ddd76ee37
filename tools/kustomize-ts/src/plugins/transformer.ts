import { originOfConfiguration } from '../accumulate/origin.ts';
import { KustomizeError } from '../error.ts';
import {
  boolean,
  list,
  located,
  object,
  string,
  stringMap,
  uncoerced,
} from '../kustomization/decode.ts';
import {
  fieldSpecs,
  image,
  patch,
  paths,
  replacementEntry,
  replica,
  selector,
} from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import type { Root } from '../load/loader.ts';
import { addHashes } from '../output/hash.ts';
import type { Resource } from '../resource/resource.ts';
import { addPrefix, addSuffix } from '../transformers/affix.ts';
import { setAnnotations } from '../transformers/annotations.ts';
import type { FieldSpec } from '../transformers/field-spec.ts';
import { setImage } from '../transformers/images.ts';
import { setPairs } from '../transformers/labels.ts';
import { toFieldSpec } from '../transformers/load-config.ts';
import { setNamespace } from '../transformers/namespace.ts';
import type { SubjectMode } from '../transformers/namespace.ts';
import {
  applyJsonPatchEntry,
  applyPatchEntry,
  applyStrategicMerge,
} from '../transformers/patches.ts';
import type { Step, Transform } from '../transformers/pipeline.ts';
import { applyReplacements } from '../transformers/replacements.ts';
import { setReplicas } from '../transformers/replicas.ts';
import { addValue, valueAdd } from '../transformers/value-add.ts';
import { placeOf } from '../yaml/describe.ts';
import { decodeConfiguration, refuseForeign, wrongKind } from './configuration.ts';

type Factory = (context: BuildContext, root: Root, configuration: Resource) => Transform;

const annotations = object({ annotations: stringMap, fieldSpecs });
const imageTag = object({ imageTag: image, fieldSpecs });
const labels = object({ labels: stringMap, fieldSpecs });
const namespace = object({
  metadata: object({ namespace: string }),
  fieldSpecs,
  unsetOnly: boolean,
  setRoleBindingSubjects: located(string),
});
const jsonPatch = object({ target: selector, path: located(string), jsonOp: located(string) });
const strategicMerge = object({ paths, patches: located(string) });
const affix = object({ prefix: string, suffix: string, fieldSpecs });
const replacements = object({ replacements: list(uncoerced(replacementEntry)) });
const replicas = object({ replica, fieldSpecs });

const FACTORIES: Readonly<Record<string, Factory>> = {
  AnnotationsTransformer: (_, __, configuration) => {
    const config = decodeConfiguration(annotations, configuration);
    return setAnnotations(config.annotations ?? new Map(), specsOf(config));
  },
  HashTransformer: () => (accumulated) => addHashes(accumulated.resources),
  ImageTagTransformer: (context, _, configuration) => {
    const config = decodeConfiguration(imageTag, configuration);
    return setImage(context, config.imageTag ?? { node: config.node }, specsOf(config));
  },
  LabelTransformer: (_, __, configuration) => {
    const config = decodeConfiguration(labels, configuration);
    return setPairs(config.labels ?? new Map(), specsOf(config));
  },
  NamespaceTransformer: (_, __, configuration) => namespaceTransform(configuration),
  PatchJson6902Transformer: (context, root, configuration) => {
    const { jsonOp, ...config } = decodeConfiguration(jsonPatch, configuration);
    return applyJsonPatchEntry(context, root, { ...config, ...(jsonOp && { patch: jsonOp }) });
  },
  PatchStrategicMergeTransformer: (context, root, configuration) => {
    const config = decodeConfiguration(strategicMerge, configuration);
    return applyStrategicMerge(context, root, config.paths ?? [], config.patches);
  },
  PatchTransformer: (context, root, configuration) =>
    applyPatchEntry(context, root, decodeConfiguration(patch, configuration)),
  PrefixSuffixTransformer: (_, __, configuration) => {
    const transforms = [prefixTransform(configuration), suffixTransform(configuration)];
    return (accumulated) => {
      for (const transform of transforms) transform(accumulated);
    };
  },
  PrefixTransformer: (_, __, configuration) => prefixTransform(configuration),
  ReplacementTransformer: (context, root, configuration) => {
    const config = decodeConfiguration(replacements, configuration);
    return applyReplacements(context, root, config.replacements ?? []);
  },
  ReplicaCountTransformer: (_, __, configuration) => {
    const config = decodeConfiguration(replicas, configuration);
    return setReplicas(config.replica ?? { node: config.node }, specsOf(config));
  },
  SuffixTransformer: (_, __, configuration) => suffixTransform(configuration),
  ValueAddTransformer: (context, root, configuration) =>
    addValue(context, root, decodeConfiguration(valueAdd, configuration)),
};

/**
 * The transformer that an object under `transformers` or `validators` configures. Its paths are relative to `root`, the
 * folder of the kustomization that lists it; it acts on the fields that it names and no others.
 * Errors: a kind that is not built in ('unsupported') or no transformer ('invalid-value'), as the transformers.
 */
export function configuredTransformer(
  context: BuildContext,
  root: Root,
  configuration: Resource,
): Step {
  refuseForeign(configuration);
  const { kind } = configuration;
  if (!Object.hasOwn(FACTORIES, kind))
    throw wrongKind(configuration, 'transformers', Object.keys(FACTORIES));
  const transform = FACTORIES[kind]!(context, root, configuration);
  const origin = originOfConfiguration(configuration);
  return {
    kind,
    by: 'transformers',
    node: configuration.node,
    transform,
    ...(origin && { origin }),
  };
}

function specsOf(config: { readonly fieldSpecs?: ReturnType<typeof fieldSpecs> }): FieldSpec[] {
  return (config.fieldSpecs ?? []).map(toFieldSpec);
}

function prefixTransform(configuration: Resource): Transform {
  const config = affixOf(configuration);
  return addPrefix(config.prefix ?? '', specsOf(config));
}

function suffixTransform(configuration: Resource): Transform {
  const config = affixOf(configuration);
  return addSuffix(config.suffix ?? '', specsOf(config));
}

/** Without field specs, not even an empty list of them, kustomize refuses it. */
function affixOf(configuration: Resource): ReturnType<typeof affix> {
  const config = decodeConfiguration(affix, configuration);
  if (config.fieldSpecs) return config;
  throw new KustomizeError('missing-value', `the ${configuration.kind} has no fieldSpecs`, {
    place: placeOf(config.node),
    fix: 'add fieldSpecs: [{path: metadata/name}]',
  });
}

const SUBJECT_MODES: readonly SubjectMode[] = ['defaultOnly', 'allServiceAccounts', 'none'];

function namespaceTransform(configuration: Resource): Transform {
  const config = decodeConfiguration(namespace, configuration);
  const { metadata, unsetOnly, setRoleBindingSubjects: mode } = config;
  const wanted = mode?.value || 'defaultOnly';
  const subjects = SUBJECT_MODES.find((known) => known === wanted);
  if (!subjects) {
    throw new KustomizeError(
      'invalid-value',
      `setRoleBindingSubjects is ${JSON.stringify(wanted)}`,
      {
        place: placeOf(mode?.node),
        fix: 'write defaultOnly, allServiceAccounts or none',
      },
    );
  }
  const name = metadata?.namespace;
  return name ? setNamespace(name, specsOf(config), { unsetOnly, subjects }) : () => {};
}
