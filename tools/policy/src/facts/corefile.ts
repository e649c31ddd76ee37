import { posix } from 'node:path';

import { loadCorefile } from '@fingerpost/discovery';
import type { LoadedCorefile, Position, StoredObject } from '@fingerpost/discovery';
import type { Problem, RuleInput } from '../rule.ts';

/** A text that CoreDNS reads, and what it makes of it. */
export interface CorefileText {
  readonly on: StoredObject;
  /** The key of the ConfigMap. */
  readonly key: string;
  readonly path: string;
  readonly text: string;
  /** What the whole configuration is with this text and without the other additions. */
  readonly loaded: LoadedCorefile;
}

/** The texts of the cluster's CoreDNS that are checked. */
export interface CorefileFacts {
  /** The Corefile itself, where a manifest has it. */
  readonly main: CorefileText | undefined;
  /** The keys of coredns-custom that the Corefile imports. */
  readonly additions: readonly CorefileText[];
  /** Why CoreDNS does not start, each with the text to blame. */
  readonly failures: readonly CorefileFailure[];
}

export interface CorefileFailure {
  readonly in: CorefileText;
  /** CoreDNS's own message. */
  readonly error: string;
  /** Undefined where it is about all of the text. */
  readonly position: Position | undefined;
}

/** More than these are not looked at one by one. */
const MAX_ADDITIONS = 200;

/** Loads the configuration once with each addition alone, so that one mistake does not hide the others. */
export function corefileFacts({ model, isChecked }: RuleInput): CorefileFacts {
  const { corefile, store } = model;
  const { main, files, customFolder } = corefile;
  const own = store.get('', 'ConfigMap', 'kube-system', 'coredns');
  const custom = corefile.custom;
  const isOwn = (own && isChecked(own) && textOf(own, 'Corefile') === main.text) ?? false;
  const isAddition = (path: string): boolean =>
    customFolder !== undefined && /\.(?:override|server)$/.test(path) && isIn(path, customFolder);
  const others = new Map([...files].filter(([path]) => !isAddition(path)));
  const bare = loadCorefile(main, others);
  const additions = [...files]
    .filter(([path]) => custom && isChecked(custom) && isAddition(path))
    .slice(0, MAX_ADDITIONS)
    .flatMap(([path, text]): CorefileText[] => {
      if (!custom) return [];
      const loaded = loadCorefile(main, new Map([...others, [path, text]]));
      return [{ on: custom, key: posix.basename(path), path, text, loaded }];
    });
  const mainText =
    own && isOwn
      ? { on: own, key: 'Corefile', path: main.path, text: main.text, loaded: bare }
      : undefined;
  return {
    main: mainText,
    additions,
    failures: failuresOf(bare, mainText, additions, corefile.loaded),
  };
}

function failuresOf(
  bare: LoadedCorefile,
  main: CorefileText | undefined,
  additions: readonly CorefileText[],
  whole: LoadedCorefile,
): readonly CorefileFailure[] {
  // What is wrong without the additions is wrong with each of them.
  if (bare.start.result === 'failed') {
    const { error, position } = bare.start;
    return main ? [{ in: main, error, position }] : [];
  }
  const alone = additions.flatMap((text) => {
    const { start } = text.loaded;
    return start.result === 'failed' ? [blame(text, start.error, start.position)] : [];
  });
  if (alone.length > 0 || whole.start.result === 'ok') return alone;
  const { error, position } = whole.start;
  const text = additions.find(({ path }) => path === position?.file) ?? additions.at(-1);
  return text ? [blame(text, error, position)] : [];
}

/** Where CoreDNS points at the Corefile, the use of the same plugin in the addition is meant. */
function blame(text: CorefileText, error: string, position: Position | undefined): CorefileFailure {
  if (position?.file === text.path) return { in: text, error, position };
  const plugin = /plugin\/(\w+)/.exec(error)?.[1];
  const lines = text.text.split('\n');
  const index = lines.findIndex((line) => line.trim().split(/\s/)[0] === plugin);
  if (index < 0) return { in: text, error, position: undefined };
  const column = (lines[index]?.search(/\S/) ?? 0) + 1;
  return { in: text, error, position: { file: text.path, line: index + 1, column } };
}

/** Where a problem of a text stands. */
export function placeInCorefile(
  { on, key }: CorefileText,
  position: Pick<Position, 'column' | 'line'> | undefined,
): Pick<Problem, 'at' | 'field' | 'on'> {
  const field = `data[${key}]`;
  return { on, field, ...(position && { at: position }) };
}

/** The line of a text that a position means. */
export function lineAt({ text }: CorefileText, position: Position | undefined): string {
  return position ? (text.split('\n')[position.line - 1] ?? '') : '';
}

function textOf({ object }: StoredObject, key: string): unknown {
  const { data } = object;
  const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
  return isMap ? data[key] : undefined;
}

function isIn(path: string, folder: string): boolean {
  return posix.dirname(path) === folder;
}
