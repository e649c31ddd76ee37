import test from 'ava';
import { createEmulator } from 'emulate';
import process from 'node:process';

import { inputOf, run } from './publishing/publisher.ts';
import type { Units } from './publishing/publisher.ts';

/** Three files for each of these, and two at the top. Each test run takes 601 files, `FINGERPOST_UNITS=3333` 10,001. */
const UNITS = Number(process.env['FINGERPOST_UNITS'] ?? 200);
const EDITED = Math.round(UNITS * 0.75);

function units(changed: string): Units {
  const names = Array.from({ length: UNITS }, (_, index) => `unit-${index}`);
  return Object.fromEntries(
    names.map((name, index) => [name, index < EDITED ? changed : 'same\n']),
  );
}

test(`${3 * UNITS + 1} files, and then more than half of them changed: requests and writes are bounded`, async (t) => {
  t.timeout(300_000);
  const token = 'token-of-octocat';
  // Without the proxy that checks, and without git: this counts.
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [token]: { login: 'octocat', scopes: ['repo'] } },
      github: {
        users: [{ login: 'octocat' }],
        repos: [{ owner: 'octocat', name: 'mono', auto_init: true }],
      },
    },
  });
  t.teardown(() => emulator.close());
  const server = { url: emulator.url, token };
  const repository = { owner: 'octocat', name: 'mono' };

  const first = await run(server, repository, inputOf(units('a\n')));
  t.log(`first: ${first.requests} requests, ${first.writes} writes`);
  t.is(first.files.added, 3 * UNITS + 1);
  // A tree for 100 files; of the base a tree, a commit and a ref; a commit, a ref, and at most 6 for the pull request.
  t.true(first.writes <= Math.ceil(first.files.added / 100) + 11);
  t.true(first.requests <= first.writes + 20);

  // Manifests of three quarters, and the notes of all units: the environment branch has none of them yet.
  const second = await run(server, repository, inputOf(units('b\n'), {}, 'b'));
  const edited = EDITED + UNITS + 1;
  t.log(`${edited} of them changed: ${second.requests} requests, ${second.writes} writes`);
  t.true(second.writes <= Math.ceil(edited / 100) + 6);
  t.true(second.requests <= second.writes + 20);

  const third = await run(server, repository, inputOf(units('b\n'), {}, 'b'));
  t.log(`none changed: ${third.requests} requests`);
  t.is(third.writes, 0);
  t.true(third.requests <= 12);
});
