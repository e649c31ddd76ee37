import { posix } from 'node:path';
import { KustomizeError } from '../error.ts';
import { readConfigDocument } from '../kustomization/config-document.ts';
import { LENIENT, integer, list, located, object, string } from '../kustomization/decode.ts';
import type { Located } from '../kustomization/decode.ts';
import { selector } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import { loadFile, textOf } from '../load/loader.ts';
import type { Root } from '../load/loader.ts';
import { lookupOrCreate } from '../references/field-path.ts';
import { selectResources } from '../resource/selector.ts';
import { placeOf } from '../yaml/describe.ts';
import { overwriteText } from '../yaml/edit.ts';
import type { Node } from '../yaml/node.ts';
import { splitEscaped } from './field-spec.ts';
import { setNamespaceOf } from './namespace.ts';
import type { Transform } from './pipeline.ts';

const target = object({ selector, fieldPath: string, filePathPosition: integer });
type Target = ReturnType<typeof target>;
const targetFile = object({ targets: list(target) });

/** What a ValueAddTransformer is told. */
export const valueAdd = object({
  value: string,
  targets: list(target),
  targetFilePath: located(string),
});
export type ValueAdd = ReturnType<typeof valueAdd>;

/**
 * Writes one value, by default the name of the kustomization's folder, into fields of many resources, or puts it into the
 * paths that stand there (kustomize's ValueAddTransformer).
 * Errors: no target, a target without a path ('missing-value'), a negative position ('invalid-value'); a path to change
 * within a list element that is not there ('no-match').
 */
export function addValue(context: BuildContext, root: Root, config: ValueAdd): Transform {
  const value = config.value?.trim() || posix.basename(root.directory);
  const targets = [...(config.targets ?? []), ...readTargets(context, root, config.targetFilePath)];
  if (targets.length === 0) {
    throw new KustomizeError('missing-value', 'the ValueAddTransformer has no target', {
      place: placeOf(config.node),
      fix: 'add targets',
    });
  }
  for (const entry of targets) checkTarget(entry);
  return ({ resources }) => {
    for (const entry of targets) {
      const chosen = entry.selector ? selectResources(resources, entry.selector) : resources;
      for (const resource of chosen) {
        if (entry.fieldPath === 'metadata/namespace') setNamespaceOf(resource, value);
        else addTo(resource.node, value, entry);
      }
    }
  };
}

function readTargets(
  context: BuildContext,
  root: Root,
  path: Located<string> | undefined,
): readonly Target[] {
  if (!path?.value) return [];
  const file = loadFile(context, root, path.value, placeOf(path.node));
  const document = readConfigDocument(textOf(context, file), file.source);
  return document ? (targetFile(document, '', LENIENT).targets ?? []) : [];
}

function checkTarget({ fieldPath, filePathPosition = 0, node }: Target): void {
  const place = placeOf(node);
  if (!fieldPath) {
    throw new KustomizeError(
      'missing-value',
      'a target of the ValueAddTransformer has no fieldPath',
      {
        place,
        fix: 'add fieldPath',
      },
    );
  }
  if (filePathPosition < 0) {
    throw new KustomizeError('invalid-value', `filePathPosition is ${filePathPosition}`, {
      place,
      fix: 'write 1 for the front of a path, or 0 to replace the whole value',
    });
  }
}

function addTo(
  resource: Node,
  value: string,
  { fieldPath = '', filePathPosition = 0, node }: Target,
): void {
  const place = placeOf(node);
  const field = lookupOrCreate(resource, splitEscaped(fieldPath, '/'), place);
  if (!field && filePathPosition > 0) {
    throw new KustomizeError(
      'no-match',
      `the field ${fieldPath}, whose path is to get a part, is not there`,
      {
        place,
        fix: 'correct fieldPath or selector',
      },
    );
  }
  if (!field) return;
  overwriteText(
    field,
    (path) => (filePathPosition > 0 ? insertPart(path, filePathPosition - 1, value) : value),
    { path: fieldPath },
  );
}

/** Puts a part into a path, in front of the part at `position`; a path that begins with a slash still does so. */
function insertPart(path: string, position: number, part: string): string {
  const isAbsolute = path.startsWith('/');
  const parts = path.replace(/^\//, '').split('/');
  const known = path === '' || path === '/' ? [] : parts;
  const joined = posix.join(...known.slice(0, position), part, ...known.slice(position));
  return (isAbsolute ? '/' : '') + joined.replace(/(?<=.)\/$/, '');
}
