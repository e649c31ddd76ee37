import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { readYaml, toJsonValue } from 'kustomize-ts';

import { isObject, listAt, objectAt } from '../double/json.ts';
import type { Json, JsonObject } from '../double/json.ts';

/** A step that runs a command. */
export interface Step {
  /** The name of the file without its ending. */
  readonly workflow: string;
  readonly name: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A file of a workflow. */
export interface Workflow {
  /** The name of the file without its ending. */
  readonly name: string;
  readonly text: string;
  readonly document: JsonObject;
}

/** All workflows of a folder. */
export function readWorkflows(folder: string): Workflow[] {
  return fs
    .readdirSync(folder)
    .toSorted()
    .map((file) => {
      const bytes = fs.readFileSync(path.join(folder, file));
      const root = readYaml(bytes, { path: file });
      const document = root && (toJsonValue(root) as Json);
      assert.ok(isObject(document), file);
      return { name: file.replace(/\.yaml$/, ''), text: bytes.toString(), document };
    });
}

/** The steps with `run` of all workflows in a folder. Fails where an expression stands in a command. */
export function listSteps(folder: string): Step[] {
  return readWorkflows(folder).flatMap(({ name, document }) =>
    Object.values(objectAt(document, 'jobs')).flatMap((job) =>
      listAt(job, 'steps').flatMap((step) => readStep(step, name)),
    ),
  );
}

function readStep(step: Json, workflow: string): Step[] {
  if (!isObject(step) || typeof step['run'] !== 'string') return [];
  const run = step['run'].trim();
  assert.ok(!run.includes('${{'), `${workflow}: an expression in a command: ${run}`);
  const env = Object.entries(objectAt(step, 'env')).map(([key, value]) => [key, String(value)]);
  const name = String(step['name']);
  return [{ workflow, name, run, env: Object.fromEntries(env) }];
}
