import fs from 'node:fs';
import path from 'node:path';

import type { Check } from '@fingerpost/verify';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ExecutionContext } from 'ava';

const schema = JSON.parse(
  fs.readFileSync(
    path.join(import.meta.dirname, '../../../../docs/schema/verify.schema.json'),
    'utf8',
  ),
);
const validate = new Ajv2020({ allErrors: true, strict: true }).compile<{
  environment: string;
  agrees: boolean;
  unanswered: { part: string; reason: string }[];
  checks: Check[];
}>(schema);

/** What `verify --format json` prints, if it is as the published schema says. */
export function validated(t: ExecutionContext, value: unknown) {
  if (!validate(value)) throw t.fail(JSON.stringify(validate.errors)) ?? new Error('not valid');
  return value;
}
