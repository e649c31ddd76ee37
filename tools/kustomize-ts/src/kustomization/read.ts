import { posix } from 'node:path';
import { KustomizeError } from '../error.ts';
import type { BuildContext } from '../load/context.ts';
import { displayPath, lookUp, readBytes } from '../load/loader.ts';
import type { Root } from '../load/loader.ts';
import { placeOf } from '../yaml/describe.ts';
import { decodeText } from '../yaml/decode-text.ts';
import { readConfigDocument } from './config-document.ts';
import { kustomization } from './fields.ts';
import type { KustomizationFields } from './fields.ts';

/** A kustomization as the pipeline wants it: old spellings moved to the fields that replaced them. */
export interface KustomizationFile {
  /** Absolute path. */
  readonly path: string;
  readonly fileName: string;
  readonly component: boolean;
  readonly fields: KustomizationFields;
  /** kustomize's own words for deprecated fields. */
  readonly warnings: readonly string[];
}

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const VERSION = 'kustomize.config.k8s.io/v1beta1';
const COMPONENT_VERSION = 'kustomize.config.k8s.io/v1alpha1';

/** Deprecated fields in the order of kustomize's warnings, with what replaces them. */
const DEPRECATED = [
  ['bases', 'resources', ''],
  ['commonLabels', 'labels', ''],
  ['imageTags', 'images', ''],
  ['patchesJson6902', 'patches', ''],
  ['patchesStrategicMerge', 'patches', ''],
  ['vars', 'replacements', '[EXPERIMENTAL] '],
] as const;

/**
 * Reads the kustomization file of a folder.
 * Errors: none or several ('not-found', 'conflict'), bad YAML, unknown fields, wrong types, a wrong kind or apiVersion,
 * an empty file ('missing-value'), helm ('unsupported').
 */
export function readKustomization(context: BuildContext, root: Root): KustomizationFile {
  const file = findFile(context, root);
  context.inputs.add(file);
  let result = context.cache.kustomizations.get(file);
  if (!result) {
    result = parse(context, file);
    context.cache.kustomizations.set(file, result);
  }
  return result;
}

function findFile(context: BuildContext, root: Root): string {
  const found = FILE_NAMES.map((name) => posix.join(root.directory, name)).filter(
    (file) => lookUp(context, file) === 'file',
  );
  const [file, second] = found;
  const place = { path: displayPath(context, root.directory) };
  if (file === undefined) {
    throw new KustomizeError('not-found', 'the folder has no kustomization.yaml', {
      place,
      fix: 'add one, or name the files in it one by one',
    });
  }
  if (second !== undefined) {
    throw new KustomizeError(
      'conflict',
      `the folder has several kustomization files: ${found.map((name) => posix.basename(name)).join(', ')}`,
      { place, fix: 'keep one' },
    );
  }
  return file;
}

function parse(context: BuildContext, file: string): KustomizationFile {
  const path = displayPath(context, file);
  const bytes = readBytes(context, file) ?? new Uint8Array();
  const text = decodeText(bytes, { path });
  const source = { path, text };
  const root = readConfigDocument(text, source);
  if (!root || (root.kind === 'scalar' && root.tag === '!!null')) throw emptyFile(source);
  const fields = kustomization(root, '');
  checkNotEmpty(fields, source);
  const component = checkType(fields, source);
  refuseHelm(fields);
  return {
    path: file,
    fileName: posix.basename(file),
    component,
    fields,
    warnings: DEPRECATED.filter(([old]) => fields[old] !== undefined).map(
      ([old, replacement, note]) =>
        `# Warning: '${old}' is deprecated. Please use '${replacement}' instead. ${note}Run 'kustomize edit fix' to update your Kustomization automatically.`,
    ),
  };
}

function emptyFile(place: { path: string }): KustomizeError {
  return new KustomizeError('missing-value', 'the kustomization is empty', {
    place,
    fix: 'add resources, or remove the folder from those that are built',
  });
}

function checkNotEmpty(fields: KustomizationFields, place: { path: string }): void {
  const { node, apiVersion, kind, ...rest } = fields;
  if (Object.values(rest).every((value) => value === '')) throw emptyFile(place);
}

/** Checks kind and apiVersion; returns whether it is a Component. */
function checkType({ kind, apiVersion }: KustomizationFields, file: { path: string }): boolean {
  const name = kind?.value || 'Kustomization';
  if (name !== 'Kustomization' && name !== 'Component') {
    throw new KustomizeError('invalid-value', `kind is ${name}`, {
      place: placeOf(kind?.node) ?? file,
      fix: 'write Kustomization or Component',
    });
  }
  const component = name === 'Component';
  const wanted = component ? COMPONENT_VERSION : VERSION;
  if (apiVersion?.value && apiVersion.value !== wanted) {
    throw new KustomizeError('invalid-value', `apiVersion of a ${name} is ${apiVersion.value}`, {
      place: placeOf(apiVersion.node) ?? file,
      fix: `write ${wanted}`,
    });
  }
  return component;
}

function refuseHelm(fields: KustomizationFields): void {
  for (const name of ['helmCharts', 'helmGlobals', 'helmChartInflationGenerator'] as const) {
    const node = fields[name]?.node;
    if (!node) continue;
    throw new KustomizeError(
      'unsupported',
      `${name} needs helm, and a build runs no other program`,
      {
        place: placeOf(node),
        fix: 'render the chart with helm template and list the result under resources',
      },
    );
  }
}
