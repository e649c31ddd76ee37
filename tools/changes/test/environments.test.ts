import type { Finding } from '@fingerpost/policy';
import test from 'ava';
import fc from 'fast-check';

import type { ContentCache } from '../src/cache/content-cache.ts';
import { compareEnvironment } from '../src/meaning/environments/compare-environment.ts';
import type { EnvironmentComparison } from '../src/meaning/environments/compare-environment.ts';
import type { EnvironmentSide } from '../src/meaning/environments/environment-side.ts';
import { compareModels } from '../src/meaning/discovery/compare-models.ts';
import { plainSide } from './environments/plain-side.ts';
import { randomCase } from './environments/random-environment.ts';

const options = { compareModels, version: '1' };

function memoryCache(): ContentCache & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    read: (kind, key) => texts.get(`${kind} ${key}`),
    write: (kind, key, text) => void texts.set(`${kind} ${key}`, text),
  };
}

/** Both ways, the part with the findings of the old side in the cache. */
function bothWays(before: EnvironmentSide, after: EnvironmentSide) {
  const cache = memoryCache();
  compareEnvironment(undefined, before, { ...options, cache });
  const part = compareEnvironment(before, after, { ...options, cache });
  const full = compareEnvironment(before, after, { ...options, full: true });
  return { part, full, cache };
}

function newsOf({ findings, discovery }: EnvironmentComparison): unknown {
  return {
    new: sorted(findings.new),
    fixed: sorted(findings.fixed),
    unchanged: findings.unchanged,
    discovery,
  };
}

function sorted(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => JSON.stringify(finding)).toSorted();
}

function sizeOf({ models }: EnvironmentComparison): number {
  return models.after.store.objects.length;
}

const RUNS = Number(process.env['ENVIRONMENT_RUNS'] ?? 400);

test('a part of a random environment says the same as all of it', (t) => {
  const ways = { part: 0, full: 0, newsInPart: 0, leftOut: 0 };
  const check = fc.property(fc.integer({ min: 0 }), (seed) => {
    const { before, after, edit } = randomCase(seed);
    const { part, full } = bothWays(plainSide(before), plainSide(after));
    ways[part.way]++;
    if (sizeOf(part) < sizeOf(full)) ways.leftOut++;
    if (part.way === 'part' && part.findings.new.length > 0) ways.newsInPart++;
    t.deepEqual(newsOf(part), newsOf(full), `case ${seed}: ${edit}`);
  });
  fc.assert(check, { numRuns: RUNS, endOnFailure: true });
  t.log(ways);
  t.true(ways.part > RUNS * 0.2, `${ways.part} of ${RUNS} were compared in part`);
  t.true(ways.leftOut > RUNS * 0.1, `${ways.leftOut} of them left something out`);
  t.true(ways.newsInPart > RUNS * 0.02, `${ways.newsInPart} of them had news`);
});
