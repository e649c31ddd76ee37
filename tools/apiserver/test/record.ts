/**
 * Records what a real API server answers to the requests of test/cluster/recorded.json, and to more of them, one in
 * JSON per line; see `node test/record.ts -h`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../src/field/read.ts';
import { expand } from './cluster/agreement.ts';
import { recordedAnswer } from './live/answers.ts';
import { CONNECTION, connect, type Send } from './live/api-server.ts';
import { collectionPath } from './live/corpus.ts';
import { askForUpdate } from './live/updates.ts';

const USAGE = `Usage: node test/record.ts [FILE]

Asks the server again for all requests of test/cluster/recorded.json and for those in FILE, one a line:
{"name": "service/x", "object": {...}} or {"name": "service/y", "via": "put", "before": {...}, "after": {...}}
("via": "apply" for server-side apply; "path" for a creation that goes elsewhere). Names that are there already are
replaced. The server is that of test/differential.ts -h.

${CONNECTION}`;

const { values, positionals } = parseArgs({
  options: { h: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const send = values.h ? undefined : connect();
if (send === undefined) {
  console.log(USAGE);
  process.exit(values.h ? 0 : 2);
}

const file = new URL('cluster/recorded.json', import.meta.url);
const known = JSON.parse(readFileSync(file, 'utf8')) as JsonObject[];
const more = positionals.flatMap((name) =>
  readFileSync(name, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as JsonObject),
);
const requests = new Map([...known, ...more].map((one) => [text(one, 'name'), one]));
const recorded: JsonObject[] = [];
for (const name of [...requests.keys()].toSorted()) {
  recorded.push(await record(send, name, requests.get(name) ?? {}));
}
// One case a line, so that a difference shows which.
const lines = recorded.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
writeFileSync(file, `[\n${lines}\n]\n`);
console.log(`${recorded.length} cases`);
process.exit();

async function record(ask: Send, name: string, request: JsonObject): Promise<JsonObject> {
  const created = object(request, 'object');
  if (created !== undefined) {
    const manifest = expand(created) as JsonObject;
    const path = text(request, 'path') || collectionPath(manifest);
    const query = 'dryRun=All&fieldValidation=Strict';
    const response = await ask('POST', `${path}?${query}`, JSON.stringify(manifest));
    const where = request['path'] === undefined ? {} : { path };
    return { name, ...where, object: created, ...answer(name, response, [manifest]) };
  }
  const [before, after] = [object(request, 'before') ?? {}, object(request, 'after') ?? {}];
  const via = text(request, 'via');
  const response = await askForUpdate(ask, { via, before, after });
  if (response === undefined)
    throw new Error(`${name}: the server does not take the first manifest`);
  return { name, via, before, after, ...answer(name, response, [before, after]) };
}

function answer(...parts: Parameters<typeof recordedAnswer>): JsonObject {
  return JSON.parse(JSON.stringify({ ...recordedAnswer(...parts), name: undefined })) as JsonObject;
}
