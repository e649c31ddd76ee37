import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { readYaml, toJsonValue } from 'kustomize-ts';

import { isObject, listAt, objectAt } from '../double/json.ts';
import type { Json } from '../double/json.ts';

/** A step that runs a command. */
export interface Step {
  /** The name of the file without its ending. */
  readonly workflow: string;
  readonly name: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The steps with `run` of all workflows in a folder. Fails where an expression stands in a command. */
export function listSteps(folder: string): Step[] {
  return fs.readdirSync(folder).flatMap((file) => {
    const document = readYaml(fs.readFileSync(path.join(folder, file)), { path: file });
    assert.ok(document, file);
    const workflow = toJsonValue(document) as Json;
    const jobs = Object.values(objectAt(workflow, 'jobs'));
    return jobs.flatMap((job) => listAt(job, 'steps').flatMap((step) => readStep(step, file)));
  });
}

function readStep(step: Json, file: string): Step[] {
  if (!isObject(step) || typeof step['run'] !== 'string') return [];
  const run = step['run'].trim();
  assert.ok(!run.includes('${{'), `${file}: an expression in a command: ${run}`);
  const env = Object.entries(objectAt(step, 'env')).map(([key, value]) => [key, String(value)]);
  const name = String(step['name']);
  return [{ workflow: file.replace(/\.yaml$/, ''), name, run, env: Object.fromEntries(env) }];
}
