import type { Baseline, BaselineEntry } from './baseline.ts';

/** A baseline that cannot be read; the message says why, without the name of the file. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(
    message: string,
    place: { readonly line: number; readonly column: number } | undefined,
  ) {
    super(message);
    this.line = place?.line;
    this.column = place?.column;
  }
}

/** Reads the file of a baseline. Throws a BaselineError where it is none, or of another version. */
export function parseBaseline(text: string): Baseline {
  const file = parseJson(text);
  if (!isRecord(file)) throw new BaselineError('is no baseline', undefined);
  if (file['version'] !== 1) {
    throw new BaselineError(
      'is a baseline of another version, this one reads version 1',
      undefined,
    );
  }
  const { findings } = file;
  if (!Array.isArray(findings)) throw new BaselineError('has no list of findings', undefined);
  return { entries: findings.map(readEntry) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, line, column] = /line (\d+) column (\d+)/.exec(error.message) ?? [];
    const place = line && column ? { line: Number(line), column: Number(column) } : undefined;
    throw new BaselineError('is no JSON', place);
  }
}

function readEntry(entry: unknown, index: number): BaselineEntry {
  const wrong = (what: string): BaselineError =>
    new BaselineError(`has a wrong entry, number ${index + 1}: ${what}`, undefined);
  if (!isRecord(entry)) throw wrong('it is no object');
  const { fingerprint, rule, resource, message, count } = entry;
  if (typeof fingerprint !== 'string' || !/^[0-9a-f]{32}$/.test(fingerprint)) {
    throw wrong('fingerprint is not 32 hexadecimal digits');
  }
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1) {
    throw wrong('count is not a whole number from 1 on');
  }
  if (typeof rule !== 'string' || typeof resource !== 'string' || typeof message !== 'string') {
    throw wrong('rule, resource and message have to be texts');
  }
  return { fingerprint, rule, resource, message, count };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
