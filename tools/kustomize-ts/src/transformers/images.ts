import { KustomizeError } from '../error.ts';
import type { ImageEntry } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import { matchAnywhere } from '../resource/regular-expression.ts';
import type { Matcher } from '../resource/regular-expression.ts';
import { scalarText } from '../resource/resource.ts';
import { placeOf } from '../yaml/describe.ts';
import { overwriteText } from '../yaml/edit.ts';
import { getField } from '../yaml/node.ts';
import type { Node } from '../yaml/node.ts';
import { applyFieldSpec } from './field-spec.ts';
import type { FieldSpec } from './field-spec.ts';
import type { Transform } from './pipeline.ts';

/** A container image reference in its parts; empty where a part is absent. */
interface ImageReference {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/**
 * One entry of `images`: another name, tag or digest for every image whose name the pattern fits.
 * First every list named containers or initContainers anywhere is edited, then the fields of the specs, so that
 * `tagSuffix` acts twice, as it does in kustomize 5.8.1.
 * Errors: a bad pattern ('invalid-value'); in strict mode an entry that no image fits ('no-match').
 */
export function setImage(
  context: BuildContext,
  entry: ImageEntry,
  specs: readonly FieldSpec[],
): Transform {
  const fits = imageMatcher(entry);
  return ({ resources }) => {
    let found = false;
    const update = (node: Node, spec: FieldSpec | undefined): void => {
      if (node.kind === 'scalar' && !fits(node.value)) return;
      overwriteText(node, (value) => updateImage(value, entry), spec);
      found = true;
    };
    for (const { node, kind } of resources) {
      if (kind === 'CustomResourceDefinition') continue;
      visitContainers(node, (image) => update(image, undefined));
    }
    for (const { node, kind } of resources) {
      if (kind === 'CustomResourceDefinition') continue;
      for (const spec of specs)
        applyFieldSpec(node, spec, undefined, (image) => update(image, spec));
    }
    if (found || !context.strict) return;
    throw new KustomizeError(
      'no-match',
      `images: no image is named ${JSON.stringify(entry.name ?? '')}`,
      {
        place: placeOf(entry.node),
        fix: 'correct the name, or remove the entry',
      },
    );
  };
}

const SUFFIX = '(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$';
const PLAIN_NAME = /^[a-zA-Z0-9/_.-]*$/;

/** The name is a regular expression. In one that is no more than a name, only the dot means more than itself. */
function imageMatcher({ name = '', node }: ImageEntry): Matcher {
  if (PLAIN_NAME.test(name)) {
    const pattern = new RegExp(`^${name.replaceAll('.', '[^\\n]')}${SUFFIX}`, 'u');
    return (image) => pattern.test(image);
  }
  return matchAnywhere(`^${name}${SUFFIX}`, placeOf(node));
}

function updateImage(value: string, { newName, newTag, digest, tagSuffix }: ImageEntry): string {
  const old = splitImage(value);
  const name = newName || old.name;
  if (newTag || digest) return joinImage({ name, tag: newTag ?? '', digest: digest ?? '' });
  if (tagSuffix) return joinImage({ name, tag: old.tag + tagSuffix, digest: '' });
  return joinImage({ ...old, name });
}

function joinImage({ name, tag, digest }: ImageReference): string {
  return `${name}${tag && `:${tag}`}${digest && `@${digest}`}`;
}

/** Splits `registry:5000/name:tag@digest`; a colon before the first slash belongs to the registry. */
function splitImage(image: string): ImageReference {
  const slash = Math.max(0, image.indexOf('/'));
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  if (at >= 0 && (colon < 0 || at < colon))
    return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
  if (at >= 0) {
    return {
      name: image.slice(0, colon),
      tag: image.slice(colon + 1, at),
      digest: image.slice(at + 1),
    };
  }
  return { name: image.slice(0, colon), tag: image.slice(colon + 1), digest: '' };
}

/** The `image` of every element of every list named containers or initContainers, wherever it stands. */
function visitContainers(node: Node, visit: (image: Node) => void): void {
  if (node.kind === 'sequence') {
    for (const item of node.items) visitContainers(item, visit);
    return;
  }
  if (node.kind !== 'mapping') return;
  for (const { key, value } of node.entries) {
    visitContainers(value, visit);
    const name = scalarText(key);
    if ((name !== 'containers' && name !== 'initContainers') || value.kind !== 'sequence') continue;
    for (const container of value.items) {
      const image = getField(container, 'image');
      if (image) visit(image);
    }
  }
}
