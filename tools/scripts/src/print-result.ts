import { colourStyle, plainStyle } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { Context } from './command.ts';
import { resolveUserPath } from './user-path.ts';
import { writeFile } from './write-file.ts';

/** Prints a result, or writes it to the file of `--out`, where it has no colours. */
export function printResult(
  context: Context,
  out: string | undefined,
  format: (style: Style) => string,
): void {
  if (out === undefined) context.out(format(context.colour ? colourStyle : plainStyle));
  else writeFile(resolveUserPath(context.directory, out), format(plainStyle));
}

/** A result as `--format json` prints it. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
