import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';
import { diskFileSystem, readResources } from 'kustomize-ts';

import { compareOverlays } from '../src/index.ts';
import type { OverlayPair, Rendering } from '../src/index.ts';
import { withRecreations } from '../src/meaning/recreate.ts';
import type { Recreations } from '../src/meaning/recreate.ts';

const fixtures = path.join(import.meta.dirname, 'immutable');
const page = path.join(import.meta.dirname, '../../policy/test/rules/gitops/immutable-change');

function readPlain(file: string): Rendering {
  const { resources, errors } = readResources([file], diskFileSystem());
  if (errors[0]) throw errors[0];
  return { status: 'rendered', yaml: fs.readFileSync(file, 'utf8'), resources };
}

function recreationsOf(folder: string, overlays: readonly string[] = ['dev/unit']): Recreations {
  const pairs = overlays.map((overlay): OverlayPair => ({
    overlay,
    before: readPlain(path.join(folder, 'before.yaml')),
    after: readPlain(path.join(folder, 'after.yaml')),
  }));
  return withRecreations(compareOverlays(pairs).overlays, pairs);
}

/** Lines of a fixture at which something has to be found. */
function markedLines(folder: string): number[] {
  const lines = fs.readFileSync(path.join(folder, 'after.yaml'), 'utf8').split('\n');
  return lines.flatMap((line, i) => (line.endsWith('# <- gitops/immutable-change') ? [i + 1] : []));
}

/** What takes a value away is found where the object is made. */
const WITHOUT_A_LINE: ReadonlySet<string> = new Set(['service-from-headless']);

for (const name of fs.readdirSync(fixtures)) {
  const folder = path.join(fixtures, name);
  test(`what the API server refuses to update: ${name}`, (t) => {
    const { overlays, findings } = recreationsOf(folder);
    t.log(findings.map(({ message, fix }) => `${message}; ${fix}`).join('\n'));
    const marked = WITHOUT_A_LINE.has(name) ? [1] : markedLines(folder);
    t.is(marked.length === 0, name.startsWith('silent-'), 'marks and name say the same');
    t.deepEqual(
      findings.map(({ line }) => line),
      marked,
    );
    const changes = overlays.flatMap(({ resources }) => resources);
    t.is(changes.flatMap(({ recreate }) => recreate).length, marked.length);
    t.is(changes[0]?.risk === -1, marked.length > 0, 'what is refused comes first');
    for (const finding of findings) {
      t.like(finding, {
        rule: 'gitops/immutable-change',
        severity: 'error',
        overlays: ['dev/unit'],
      });
      t.regex(
        finding.message,
        /^(has to be deleted and made anew|cannot be applied over the old one): \S+: /,
      );
      t.true(finding.fix.length > 0);
    }
  });
}

test('refusals: what can take the place of the old object as a whole need not be deleted', (t) => {
  const [finding] = recreationsOf(path.join(fixtures, 'deployment-strategy')).findings;
  t.regex(finding?.message ?? '', /^cannot be applied over the old one: /);
  t.regex(finding?.fix ?? '', /Replace=true/);
});

test('refusals: the page shows what is found, with the old value beside it', (t) => {
  const { findings } = recreationsOf(page);
  t.deepEqual(
    findings.map(({ line }) => line),
    markedLines(page),
  );
  const old = fs.readFileSync(path.join(page, 'before.yaml'), 'utf8').split('\n');
  t.like(findings[1]?.related[0], {
    message: 'the old value',
    line: old.indexOf('  serviceName: go-server') + 1,
    field: 'spec.serviceName',
  });
  t.is(path.basename(findings[1]?.related[0]?.file ?? ''), 'before.yaml');
});

test('refusals: one base in several overlays is one finding; values of Secrets are not repeated', (t) => {
  const { findings } = recreationsOf(path.join(fixtures, 'secret-immutable'), ['dev/a', 'prod/a']);
  t.deepEqual(
    findings.map(({ overlays }) => overlays),
    [['dev/a', 'prod/a']],
  );
  t.notRegex(JSON.stringify(findings), /aW5mbw|ZGVidWc/);
});
