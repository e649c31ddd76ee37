import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';

import { PublishError } from '../publish/publish-error.ts';
import { keepDigits } from './keep-digits.ts';
import type { ReportDocument } from './report-document.ts';

/** Deeper than any manifest that the API server takes. */
const MAX_DEPTH = 100;

/** The published schemas are what is checked: there is no second description of a report. */
const SCHEMAS = ['findings', 'changes', 'report'].map((name) => `${name}.schema.json`);
const FOLDER = path.join(import.meta.dirname, '../../../../docs/schema');

let compiled: ValidateFunction<ReportDocument> | undefined;

/**
 * A report out of its text, or nothing of it. Throws a PublishError where it is no JSON, too deep, or not of the
 * published schema.
 * @param name how it is called in errors
 */
export function parseReport(text: string, name: string): ReportDocument {
  const refuse = (what: string): PublishError =>
    new PublishError(`${name}: ${what}; nothing of it is used`);
  if (isTooDeep(text)) throw refuse(`nested more than ${MAX_DEPTH} deep`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The error quotes what it stumbled upon.
    throw refuse('no JSON');
  }
  const validate = (compiled ??= compile());
  if (validate(value)) return { ...value, changes: keepDigits(value.changes, text) };
  const [error] = validate.errors ?? [];
  const place = `${error?.instancePath || '/'} ${error?.message ?? 'is wrong'}`;
  throw refuse(`not of the schema of reports, ${place.slice(0, 200)}`);
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isQuoted && character === '\\') index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function compile(): ValidateFunction<ReportDocument> {
  const ajv = new Ajv2020({ allowUnionTypes: true, ownProperties: true });
  for (const name of SCHEMAS) {
    ajv.addSchema(JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')), name);
  }
  const validate = ajv.getSchema<ReportDocument>('report.schema.json');
  if (!validate) throw new Error('docs/schema has no report.schema.json');
  return validate;
}
