import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';

import { runFingerpost } from '../src/main.ts';

/**
 * The README and the pages show what the tools print: a block that is marked `console` is run, each command of it, and
 * holds what is printed on both streams. A line `...` stands for lines that are left out.
 */

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const readme = readFileSync(path.join(repository, 'README.md'), 'utf8');
const pages = readdirSync(path.join(repository, 'docs')).filter((name) => name.endsWith('.md'));

/** The commands of a page with what it shows of them. */
function examplesOf(page: string): readonly (readonly [command: string, shown: string])[] {
  return [...page.matchAll(/^```console\n([^]*?)\n```$/gm)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .filter((part) => part !== '')
      .map((part): [string, string] => {
        const [command = ''] = /^(?:[^\n]*\\\n)*[^\n]*/.exec(part) ?? [];
        return [command.replaceAll(/\\\n\s*/g, ''), part.slice(command.length).trim()];
      }),
  );
}

/** A command line as a shell takes it apart, as far as the pages go. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

async function run(command: string): Promise<string> {
  const [npx, bin, ...args] = wordsOf(command);
  if (npx !== 'npx' || bin !== 'fingerpost') throw new Error(`a page runs ${command}`);
  let said = '';
  const say = (text: string): void => void (said += text);
  await runFingerpost(args, { directory: repository, out: say, err: say, colour: false });
  return said.trim();
}

/** Whether a page shows what is printed, but for the lines that it leaves out. */
function shows(shown: string, printed: string): boolean {
  const parts = shown
    .split(/^\.\.\.$/m)
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`).test(printed);
}

for (const name of ['README.md', ...pages.map((page) => `docs/${page}`)]) {
  const examples = examplesOf(readFileSync(path.join(repository, name), 'utf8'));
  for (const [command, shown] of examples) {
    test(`${name}: ${command}`, async (t) => {
      const printed = await run(command);
      if (shows(shown, printed)) t.pass();
      else t.is(printed, shown);
    });
  }
}

test('the README shows what the tools print', (t) => {
  t.true(examplesOf(readme).length >= 2);
});

test('the README names commands that exist', (t) => {
  const { scripts } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const [, script = ''] of readme.matchAll(/npm run ([\w:-]+)/g))
    t.truthy(scripts[script], script);
  t.true(readme.includes('npm ci && npx nx run tools:diff'));
  t.true(readme.includes('npm ci && npm test'));
});
