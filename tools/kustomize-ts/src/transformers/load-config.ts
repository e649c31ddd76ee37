import { KustomizeError } from '../error.ts';
import { readConfigDocument } from '../kustomization/config-document.ts';
import { configuration } from '../kustomization/fields.ts';
import type { FieldSpecEntry, KustomizationFields } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import { loadFile, textOf } from '../load/loader.ts';
import type { Root } from '../load/loader.ts';
import { placeOf } from '../yaml/describe.ts';
import { toJsonValueV11 } from '../yaml/v11.ts';
import { configOfDefinitions } from './crd-config.ts';
import { DEFAULT_CONFIG, EMPTY_CONFIG, mapLists, mergeConfig } from './config.ts';
import type { TransformerConfig } from './config.ts';
import type { FieldSpec } from './field-spec.ts';

/** kustomize's defaults with what the `configurations` of a kustomization add. Errors: as the decoder, and 'conflict'. */
export function loadConfig(
  context: BuildContext,
  root: Root,
  fields: KustomizationFields,
): TransformerConfig {
  const added = (fields.configurations ?? []).map(({ value, node }) => {
    const file = loadFile(context, root, value, placeOf(node));
    const document = readConfigDocument(textOf(context, file), file.source);
    return document ? toConfig(configuration(document, '')) : EMPTY_CONFIG;
  });
  const own = mergeConfig(DEFAULT_CONFIG, added.reduce(mergeConfig, EMPTY_CONFIG));
  const definitions = (fields.crds ?? []).map(({ value, node }) => {
    const file = loadFile(context, root, value, placeOf(node));
    const document = readConfigDocument(textOf(context, file), file.source);
    if (file.bytes.length === 0) {
      throw new KustomizeError('missing-value', `the file ${value} of crds is empty`, {
        place: placeOf(node),
        fix: 'write the definitions, or leave the file out',
      });
    }
    return document ? configOfDefinitions(toJsonValueV11(document), file.source) : EMPTY_CONFIG;
  });
  return mergeConfig(own, definitions.reduce(mergeConfig, EMPTY_CONFIG));
}

function toConfig(entry: ReturnType<typeof configuration>): TransformerConfig {
  return {
    ...mapLists((name) => (entry[name] ?? []).map(toFieldSpec)),
    nameReference: (entry.nameReference ?? []).map(
      ({ group = '', version = '', kind = '', fieldSpecs = [] }) => ({
        group,
        version,
        kind,
        referrers: fieldSpecs.map(toFieldSpec),
      }),
    ),
  };
}

/** A field spec as the transformers take it. */
export function toFieldSpec({
  group = '',
  version = '',
  kind = '',
  path = '',
  create = false,
}: FieldSpecEntry): FieldSpec {
  return { group, version, kind, path, create };
}
