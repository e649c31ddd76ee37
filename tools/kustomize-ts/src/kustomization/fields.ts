import {
  boolean,
  integer,
  json,
  list,
  located,
  object,
  string,
  stringMap,
  uncoerced,
} from './decode.ts';
import type { Decoded } from './decode.ts';

/** The fields of Kustomization v1beta1 and Component v1alpha1 (kustomize's types/kustomization.go), and their parts. */

const strings = list(string, () => '');
export const paths = list(located(string), (node) => ({ value: '', node }));

/** Group, version, kind, name and namespace: exact values in sources, regular expressions in selectors. */
const resourceId = {
  group: uncoerced(string),
  version: uncoerced(string),
  kind: uncoerced(string),
  name: uncoerced(string),
  namespace: uncoerced(string),
};

export const selector = object({
  ...resourceId,
  labelSelector: string,
  annotationSelector: string,
});
export type Selector = ReturnType<typeof selector>;

export const patch = object({
  path: located(string),
  patch: located(string),
  target: selector,
  options: object({ allowNameChange: boolean, allowKindChange: boolean }),
});
export type PatchEntry = ReturnType<typeof patch>;

export const image = object({
  name: string,
  newName: string,
  newTag: string,
  tagSuffix: string,
  digest: string,
});
export type ImageEntry = ReturnType<typeof image>;

const fieldSpec = object({
  group: uncoerced(string),
  version: uncoerced(string),
  kind: uncoerced(string),
  path: string,
  create: boolean,
});
export type FieldSpecEntry = ReturnType<typeof fieldSpec>;
export const fieldSpecs = list(fieldSpec);

const label = object({
  pairs: stringMap,
  includeSelectors: boolean,
  includeTemplates: boolean,
  fields: fieldSpecs,
});
export type LabelEntry = ReturnType<typeof label>;

const generatorOptions = object({
  labels: stringMap,
  annotations: stringMap,
  disableNameSuffixHash: boolean,
  immutable: boolean,
});
export type GeneratorOptions = ReturnType<typeof generatorOptions>;

const generatorFields = {
  namespace: string,
  name: string,
  behavior: string,
  literals: paths,
  files: paths,
  envs: paths,
  env: located(string),
  options: generatorOptions,
};
export const configMapGenerator = object(generatorFields);
export type ConfigMapEntry = ReturnType<typeof configMapGenerator>;
export const secretGenerator = object({ ...generatorFields, type: string });
export type SecretEntry = ReturnType<typeof secretGenerator>;

const fieldOptions = object({
  delimiter: string,
  index: integer,
  encoding: string,
  create: boolean,
});
export type FieldOptions = ReturnType<typeof fieldOptions>;

const replacementSource = object({ ...resourceId, fieldPath: string, options: fieldOptions });
export type ReplacementSource = ReturnType<typeof replacementSource>;

const replacementTarget = object({
  select: selector,
  reject: list(selector),
  fieldPaths: list(located(string)),
  options: fieldOptions,
});
export type ReplacementTarget = ReturnType<typeof replacementTarget>;

/** A replacement as a file of its own holds it. */
export const replacement = object({
  source: replacementSource,
  sourceValue: string,
  targets: list(replacementTarget),
});
export type Replacement = ReturnType<typeof replacement>;

export const replacementEntry = object({
  path: located(string),
  source: replacementSource,
  sourceValue: string,
  targets: list(replacementTarget),
});
export type ReplacementEntry = ReturnType<typeof replacementEntry>;

export const replica = object({ name: string, count: integer });
export type ReplicaEntry = ReturnType<typeof replica>;

const variable = object({
  name: string,
  objref: object({ apiVersion: string, ...resourceId }),
  fieldref: object({ fieldPath: string }),
});
export type VariableEntry = ReturnType<typeof variable>;

const sortOptions = object({
  order: string,
  legacySortOptions: object({ orderFirst: strings, orderLast: strings }),
});
export type SortOptions = ReturnType<typeof sortOptions>;

const fields = {
  apiVersion: located(string),
  kind: located(string),
  metadata: object({ name: string, namespace: string, labels: stringMap, annotations: stringMap }),
  openapi: located(stringMap),
  namePrefix: string,
  nameSuffix: string,
  namespace: string,
  commonLabels: stringMap,
  labels: list(label),
  commonAnnotations: stringMap,
  patchesStrategicMerge: paths,
  patchesJson6902: list(patch),
  patches: list(patch),
  images: list(image),
  imageTags: list(image),
  replacements: list(replacementEntry),
  replicas: list(replica),
  vars: list(variable),
  sortOptions,
  resources: paths,
  components: paths,
  crds: paths,
  bases: paths,
  configMapGenerator: list(configMapGenerator),
  secretGenerator: list(secretGenerator),
  helmGlobals: located(json),
  helmCharts: located(json),
  helmChartInflationGenerator: located(json),
  generatorOptions,
  configurations: paths,
  generators: paths,
  transformers: paths,
  validators: paths,
  buildMetadata: strings,
} as const;

/** Decodes the whole file. */
export const kustomization = object(fields);
export type KustomizationFields = Decoded<typeof fields>;

/** A transformer configuration file (`configurations`). */
export const configuration = object({
  namePrefix: fieldSpecs,
  nameSuffix: fieldSpecs,
  namespace: fieldSpecs,
  commonLabels: fieldSpecs,
  labels: fieldSpecs,
  templateLabels: fieldSpecs,
  commonAnnotations: fieldSpecs,
  nameReference: list(
    object({ group: string, version: string, kind: string, fieldSpecs: fieldSpecs }),
  ),
  varReference: fieldSpecs,
  images: fieldSpecs,
  replicas: fieldSpecs,
});
