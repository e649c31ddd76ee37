import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import test from 'ava';

/** The README shows what the tools print, and its two commands are those that exist. */

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const readme = readFileSync(path.join(repository, 'README.md'), 'utf8');

test('the example in the README is what the command prints', (t) => {
  const [, args = '', shown] = /```\n\$ npx fingerpost ([^\n]+)\n([^]*?)\n```/.exec(readme) ?? [];
  t.truthy(shown);
  const bin = path.join(repository, 'tools', 'scripts', 'bin', 'fingerpost.js');
  const printed = execFileSync(process.execPath, [bin, ...args.split(' ')], {
    cwd: repository,
    encoding: 'utf8',
  });
  t.is(shown, printed.trimEnd());
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
