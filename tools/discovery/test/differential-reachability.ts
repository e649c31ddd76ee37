/**
 * Holds reachability against netpol-analyzer on random directories:
 * `NETPOL_ANALYZER=/path/to/netpolicy node tools/discovery/test/differential-reachability.ts [--cases N] [--seed S]`.
 * Also on directories that are given: `... DIR...`, each a case.
 *
 * Build it with `go build -o netpolicy github.com/np-guard/netpol-analyzer/cmd/netpolicy`, v1.1.0. Random directories
 * leave out what it gets wrong or refuses: it asks a named port for its name and not for its protocol, and refuses named
 * ports towards addresses outside, IPv6 networks and pods of one owner that differ. It applies policies to pods of the
 * host network, so pairs with one are left out. Other versions of it mix up port ranges that overlap.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { diskFileSystem, readResources } from 'kustomize-ts';
import { computeReachability, defaultEnvironment, readStore, readWorkloads } from '../src/index.ts';
import { compareRows } from './reachability/compare-rows.ts';
import type { AnyRow } from './reachability/compare-rows.ts';
import { writeDirectory } from './reachability/plain-directory.ts';
import { comparableDirectories } from './reachability/random-directory.ts';

const { values, positionals } = parseArgs({
  options: {
    cases: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
  allowPositionals: true,
});
const binary = process.env['NETPOL_ANALYZER'];
if (binary === undefined) throw new Error('set NETPOL_ANALYZER to the binary of netpol-analyzer');

interface TheirRow {
  readonly src: string;
  readonly dst: string;
  readonly conn: string;
}

/** Undefined where it refuses the directory. */
function theirRows(folder: string, command: string): AnyRow[] | string {
  const args = ['list', '-q', '-o', 'json', '--dirpath', folder];
  const { stdout, stderr, status, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) return stderr.trim().split('\n').at(-1) ?? '';
  const rows = (JSON.parse(stdout || '[]') ?? []) as readonly TheirRow[];
  return rows
    .filter(({ src }) => src !== '{ingress-controller}')
    .map(({ src, dst, conn }) => ({
      from: idOf(src),
      to: idOf(dst),
      connections: conn === 'All Connections' ? 'All' : portsOf(conn),
    }));
}

/** `backend/go-server[Deployment]` */
function idOf(name: string): string {
  return name.replace(/^(.*)\/(.*)\[(.*)\]$/, '$1/$3/$2');
}

/** `TCP 80,443,UDP 53` */
function portsOf(text: string): string[] {
  let protocol = '';
  return text.split(',').map((part) => {
    const [first = '', second] = part.split(' ');
    if (second !== undefined) protocol = first;
    return `${protocol} ${second ?? first}`;
  });
}

/** What both answer differently, pods of the host network aside; or why there is no other answer. */
function differences(folder: string, command: string): string[] | string {
  const theirs = theirRows(folder, command);
  if (typeof theirs === 'string') return theirs;
  const store = readStore(readResources([folder], diskFileSystem()).resources);
  const { workloads } = readWorkloads(store, [], defaultEnvironment);
  const onHost = new Set(workloads.filter(({ hostNetwork }) => hostNetwork).map(({ id }) => id));
  const asked = ({ from, to }: AnyRow): boolean => !onHost.has(from) && !onHost.has(to);
  const ours = [...computeReachability(workloads, store).rows()];
  return compareRows(ours.filter(asked), theirs.filter(asked));
}

let equal = 0;
let refused = 0;
let different = 0;

function judge(name: string, folder: string, command: string): void {
  const found = differences(folder, command);
  if (typeof found === 'string') {
    refused += 1;
    if (positionals.length > 0) console.log(`${name}: refused: ${found}`);
  } else if (found.length === 0) equal += 1;
  else {
    different += 1;
    console.log(`${name}: ${found.length} differences`);
    for (const text of found.slice(0, 5)) console.log(`  ${text}`);
  }
}

for (const folder of positionals) judge(folder, folder, binary);
if (positionals.length === 0) {
  const seed = Number(values.seed);
  const numRuns = Number(values.cases);
  for (const [index, directory] of fc.sample(comparableDirectories, { numRuns, seed }).entries()) {
    const folder = mkdtempSync(path.join(tmpdir(), 'reachability-'));
    try {
      for (const [name, text] of Object.entries(writeDirectory(directory)))
        writeFileSync(path.join(folder, name), text);
      judge(`case ${index}`, folder, binary);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  console.log(`seed ${seed}`);
}
console.log(`${equal} equal, ${different} different, ${refused} refused by netpol-analyzer`);
