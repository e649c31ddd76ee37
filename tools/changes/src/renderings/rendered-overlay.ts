import { hash } from 'node:crypto';

import { freezeBuild, thawBuild } from 'kustomize-ts';
import type { Build } from 'kustomize-ts';

import type { ContentCache } from '../cache/content-cache.ts';
import type { ShownPaths } from './shown-paths.ts';

/**
 * What an overlay renders to. Two sides on which the engine reads the same share one object, of which nothing has to
 * be loaded to know that it is unchanged.
 */
export interface RenderedOverlay {
  readonly status: 'rendered';
  /** Renderings with the same one are the same, lines of sources included. */
  key(): string;
  /** Of the YAML. Sides may differ in what they read and still render the same. */
  digest(): string;
  /**
   * The traced build, of the cache or made now; the same object each time.
   * Throws where the cache has lost it and it does not build any more, because files were changed meanwhile.
   */
  load(): Build;
}

/** What an overlay renders to, or the one line that says why it does not. */
export type OverlayRendering =
  | RenderedOverlay
  | { readonly status: 'failed'; readonly error: string };

/** The kept text: the digest of the YAML on the first line, then the frozen build. */
const KIND = 'renderings';

/** Writes a build down; returns its text. Where it has a key it is kept for later runs. */
export function keepBuild(
  build: Build,
  key: string | undefined,
  paths: ShownPaths,
  cache: ContentCache | undefined,
): string {
  const text = `${hash('sha256', build.yaml)}\n${freezeBuild(build, paths)}`;
  if (key !== undefined) cache?.write(KIND, key, text);
  return text;
}

/** The text of a rendering that was kept. */
export function findKept(key: string, cache: ContentCache | undefined): string | undefined {
  return cache?.read(KIND, key);
}

/**
 * @param known the key of a settled rendering; the text, where it is at hand
 * @param find brings it otherwise: from the cache, or by building
 */
export function renderedOverlay(
  known: { readonly key?: string; readonly digest?: string; readonly text?: string },
  find: () => string,
  paths: ShownPaths,
): RenderedOverlay {
  let { digest, text } = known;
  let build: Build | undefined;

  function getText(): string {
    text ??= find();
    digest ??= digestOf(text);
    return text;
  }

  return {
    status: 'rendered',
    key() {
      return known.key ?? hash('sha256', getText());
    },
    digest() {
      return digest ?? digestOf(getText());
    },
    load() {
      if (!build) {
        const found = getText();
        build = thawBuild(found.slice(found.indexOf('\n') + 1), paths);
        text = undefined;
      }
      return build;
    },
  };
}

/** The digest on the first line. */
export function digestOf(text: string): string {
  return text.slice(0, text.indexOf('\n'));
}
