import { renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import type { Build, BuildOptions, Resource } from './build.ts';
import { KustomizeError } from './error.ts';
import { toPosixPath } from './filesystem/native-path.ts';
import {
  currentId,
  effectiveNamespace,
  NO_NAMESPACE,
  parseApiVersion,
} from './resource/resource-id.ts';
import { BUILT_IN_SCOPES } from './schema/built-in-scopes.ts';
import { printYaml } from './yaml/print.ts';

const USAGE = `Usage: kustomize-ts build [DIR] [flags]

Prints what kustomize 5.8.1 prints for the kustomization in DIR (default: the current folder).

  -o, --output PATH           write to a file, or one file per object into a folder that exists
      --reorder ORDER         legacy (by kind, the default) or none (as read); sortOptions in the file wins
      --load-restrictor NAME  LoadRestrictionsRootOnly (default) or LoadRestrictionsNone
      --enable-managedby-label  add the label app.kubernetes.io/managed-by
      --max-file-size BYTES   refuse longer files (default: 16777216; not a flag of kustomize)
      --strict                refuse what kustomize passes over in silence, such as a patch that
                              matches nothing or loses data (not a flag of kustomize)
  -h, --help                  print this
`;

/** Runs the command line. Returns the exit code: 0, 1 for bad input (as kustomize), 2 for wrong usage. */
export function main(args: readonly string[]): number {
  try {
    return run(args);
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    process.stderr.write(`Error: ${error.message}\n`);
    return 1;
  }
}

function run(args: readonly string[]): number {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        reorder: { type: 'string' },
        'load-restrictor': { type: 'string' },
        'enable-managedby-label': { type: 'boolean' },
        'max-file-size': { type: 'string' },
        strict: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return wrongUsage(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [command, directory = '.', ...rest] = positionals;
  if (values.help || command === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (command !== 'build') return wrongUsage('the command is build');
  if (rest.length > 0) return wrongUsage('build takes one folder');
  const { reorder = 'legacy', 'load-restrictor': restrictor = 'LoadRestrictionsRootOnly' } = values;
  if (reorder !== 'legacy' && reorder !== 'none') return wrongUsage('--reorder is legacy or none');
  if (restrictor !== 'LoadRestrictionsRootOnly' && restrictor !== 'LoadRestrictionsNone') {
    return wrongUsage('--load-restrictor is LoadRestrictionsRootOnly or LoadRestrictionsNone');
  }
  const { 'max-file-size': maxFileSize } = values;
  if (maxFileSize !== undefined && !/^\d+$/.test(maxFileSize))
    return wrongUsage('--max-file-size is a number of bytes');
  const options: BuildOptions = {
    reorder,
    loadRestrictions: restrictor === 'LoadRestrictionsNone' ? 'none' : 'root',
    managedByLabel: values['enable-managedby-label'] ?? false,
    strict: values.strict ?? false,
    ...(maxFileSize !== undefined && { maxFileSize: Number(maxFileSize) }),
  };
  const result = build(toPosixPath(path.resolve(directory)), options);
  for (const warning of result.warnings) process.stderr.write(`${warning}\n`);
  output(result, values.output);
  return 0;
}

function wrongUsage(reason: string): number {
  process.stderr.write(`kustomize-ts: ${reason}\n\n${USAGE}`);
  return 2;
}

function output(result: Build, target: string | undefined): void {
  if (target === undefined) {
    process.stdout.write(result.yaml);
    return;
  }
  if (!statSync(target, { throwIfNoEntry: false })?.isDirectory()) {
    write(target, result.yaml);
    return;
  }
  const namespaces = new Set(
    result.resources.map(namespaceOf).filter((namespace) => namespace !== NO_NAMESPACE),
  );
  for (const resource of result.resources) {
    const { apiVersion, kind, name, node } = resource;
    const { group, version } = parseApiVersion(apiVersion);
    const namespace = namespaceOf(resource);
    const prefix = namespaces.size > 1 && namespace !== NO_NAMESPACE ? namespace : '';
    const file = [prefix, group, version, kind, name]
      .filter((part) => part !== '')
      .join('_')
      .toLowerCase();
    write(path.join(target, `${file}.yaml`), printYaml(node));
  }
}

function namespaceOf({ apiVersion, kind, name, namespace = '' }: Resource): string {
  const clusterScoped = BUILT_IN_SCOPES.get(`${apiVersion} ${kind}`) === 'cluster';
  return effectiveNamespace(currentId(apiVersion, kind, name, namespace, clusterScoped));
}

function write(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}
