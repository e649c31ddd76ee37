import defaults from '../schema/field-specs.json' with { type: 'json' };
import { sameGvk } from '../resource/resource-id.ts';
import type { Gvk } from '../resource/resource-id.ts';
import { compareGvk } from '../resource/kind-order.ts';
import { mergeFieldSpecs } from './field-spec.ts';
import type { FieldSpec } from './field-spec.ts';

/** Which fields of which kinds hold the name of an object of this kind. */
export interface NameReference extends Gvk {
  readonly referrers: readonly FieldSpec[];
}

/** The fields of {@link TransformerConfig} that are plain lists of field specs. */
const FIELD_SPEC_LISTS = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;
type ListName = (typeof FIELD_SPEC_LISTS)[number];

/** Where transformers act: kustomize's defaults, and what `configurations` and `crds` add. */
export interface TransformerConfig extends Readonly<Record<ListName, readonly FieldSpec[]>> {
  readonly nameReference: readonly NameReference[];
}

/** A configuration without any field. */
export const EMPTY_CONFIG: TransformerConfig = Object.freeze({
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  varReference: [],
  images: [],
  replicas: [],
  nameReference: [],
});

interface RawFieldSpec {
  path: string;
  create?: boolean;
  group?: string;
  version?: string;
  kind?: string;
}

function fieldSpec({
  path,
  create = false,
  group = '',
  version = '',
  kind = '',
}: RawFieldSpec): FieldSpec {
  return { path, create, group, version, kind };
}

/** kustomize's own configuration. One shared value: whoever has it as it is, has added nothing. */
export const DEFAULT_CONFIG: TransformerConfig = Object.freeze(
  sortConfig({
    ...EMPTY_CONFIG,
    namePrefix: defaults.namePrefix.map(fieldSpec),
    nameSuffix: defaults.nameSuffix.map(fieldSpec),
    namespace: defaults.namespace.map(fieldSpec),
    commonLabels: defaults.commonLabels.map(fieldSpec),
    templateLabels: defaults.templateLabels.map(fieldSpec),
    commonAnnotations: defaults.commonAnnotations.map(fieldSpec),
    varReference: defaults.varReference.map(fieldSpec),
    images: defaults.images.map(fieldSpec),
    replicas: defaults.replicas.map(fieldSpec),
    nameReference: defaults.nameReference.map((reference) => ({
      group: '',
      version: 'version' in reference ? reference.version : '',
      kind: reference.kind,
      referrers: reference.fieldSpecs.map(fieldSpec),
    })),
  }),
);

/**
 * Both configurations in one, each list in kustomize's order of kinds.
 * Errors: one path with and without `create` ('conflict').
 */
export function mergeConfig(
  config: TransformerConfig,
  added: TransformerConfig,
): TransformerConfig {
  if (added === EMPTY_CONFIG || config === added) return config;
  // Only what was merged before may be taken as it is: a spec swallows those that come after it and are no narrower.
  if (config === EMPTY_CONFIG && added === DEFAULT_CONFIG) return added;
  return sortConfig({
    ...mapLists((name) => mergeFieldSpecs(config[name], added[name])),
    nameReference: added.nameReference.reduce(mergeNameReference, config.nameReference),
  });
}

/** Adds the referrers of one kind to a list of name references. */
export function mergeNameReference(
  references: readonly NameReference[],
  added: NameReference,
): readonly NameReference[] {
  if (!references.some((reference) => sameGvk(reference, added))) return [...references, added];
  return references.map((reference) =>
    sameGvk(reference, added)
      ? { ...reference, referrers: mergeFieldSpecs(reference.referrers, added.referrers) }
      : reference,
  );
}

/** A configuration's plain lists, each made by the function. */
export function mapLists(
  list: (name: ListName) => readonly FieldSpec[],
): Omit<TransformerConfig, 'nameReference'> {
  const result: Record<ListName, readonly FieldSpec[]> = { ...EMPTY_CONFIG };
  for (const name of FIELD_SPEC_LISTS) result[name] = list(name);
  return result;
}

function sortConfig(config: TransformerConfig): TransformerConfig {
  return {
    ...mapLists((name) => config[name].toSorted(compareGvk)),
    nameReference: config.nameReference.toSorted(compareGvk),
  };
}
