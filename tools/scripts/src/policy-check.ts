import fs from 'node:fs';

import { plural, printable } from '@fingerpost/changes';
import type { Style } from '@fingerpost/changes';
import {
  checkResources,
  countSeverities,
  duplicateKeyFindings,
  mergeFindings,
  readCluster,
  SEVERITIES,
} from '@fingerpost/policy';
import type { Finding, Severity } from '@fingerpost/policy';
import { readResources } from 'kustomize-ts';
import type { FileSystem, Resource } from 'kustomize-ts';

import { buildOverlays, formatFailures } from './build-overlays.ts';
import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { describeError } from './describe-error.ts';
import { findOverlays, findRepository, readPattern, selectOverlays } from './overlays.ts';
import type { Overlay } from './overlays.ts';
import { formatJson, printResult } from './print-result.ts';
import { UsageError } from './usage-error.ts';
import { resolveUserPath } from './user-path.ts';
import { workingFiles } from './working-files.ts';

export const policyCheck: Command = {
  summary: 'say what the API server would refuse or warn of',
  usage: `fingerpost policy-check [OVERLAY...] [--env ENVIRONMENT]
       fingerpost policy-check FILE_OR_FOLDER...

Asks of every rendered object what the API server of Kubernetes 1.36 would answer,
without a cluster: unknown fields and wrong types, values that it refuses, warnings,
and the ValidatingAdmissionPolicies of the environment. Shows the source line.

  OVERLAY            dev/helper-server, its path, or a glob of either; all without one
  FILE_OR_FOLDER     plain YAML or JSON; - is standard input. Policies and namespaces
                     that hold for it have to be among the files
  --env ENVIRONMENT  only overlays of this environment (--environment through Nx)
  --severity LEVEL   show from error, warning or caution on: warning without it
  --format FORMAT    text, or json: a list of findings
  --out FILE         write the result to a file

Exit code 0: no errors. 1: errors. 2: wrong usage, or something that cannot be read.
`,
  run: runPolicyCheck,
};

/** What was checked, and what could not be read. */
interface Checked {
  readonly findings: readonly Finding[];
  readonly resources: number;
  /** Lines for stderr. */
  readonly failures: string;
}

function runPolicyCheck(args: readonly string[], context: Context): number {
  const { values, overlays: positionals } = readArguments(args, {
    ...ENVIRONMENT_OPTIONS,
    severity: { type: 'string', default: 'warning' },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const level = SEVERITIES.find((severity) => severity === values.severity);
  if (!level) throw new UsageError(`--severity is ${SEVERITIES.join(', ')}`);
  if (values.format !== 'text' && values.format !== 'json') {
    throw new UsageError(`--format is text or json, not ${printable(values.format)}`);
  }
  const fileSystem = workingFiles(context.directory);
  const environment = values.env ?? values.environment;
  const checked = isPlain(positionals, fileSystem, context.directory)
    ? checkFiles(positionals, fileSystem, context.directory)
    : checkOverlays(positionals, environment, fileSystem, context.directory);
  const findings = mergeFindings(checked.findings);
  const shown = findings.filter((finding) => isShown(finding.severity, level));
  printResult(context, values.out, (style) =>
    values.format === 'json'
      ? formatJson(shown)
      : formatFindings(shown, findings, checked.resources, style),
  );
  context.err(checked.failures);
  if (checked.failures !== '') return 2;
  return countSeverities(findings).error > 0 ? 1 : 0;
}

function isShown(severity: Severity, level: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(level);
}

/** Whether files are meant, not overlays. Throws a UsageError where it is both. */
function isPlain(
  positionals: readonly string[],
  fileSystem: FileSystem,
  directory: string,
): boolean {
  const overlays = overlaysFrom(fileSystem, directory);
  const plain = positionals.filter((positional) => {
    if (positional === '-') return true;
    const kind = fileSystem.kind(resolveUserPath(directory, positional));
    if (kind !== 'directory') return kind === 'file';
    return !overlays.some(readPattern(positional, directory));
  });
  if (plain.length > 0 && plain.length < positionals.length) {
    throw new UsageError('overlays and plain files cannot be checked together');
  }
  return plain.length > 0;
}

/** None where the folder is in no repository of overlays. */
function overlaysFrom(fileSystem: FileSystem, directory: string): Overlay[] {
  try {
    return findOverlays(fileSystem, findRepository(fileSystem, directory));
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

function checkFiles(
  positionals: readonly string[],
  fileSystem: FileSystem,
  directory: string,
): Checked {
  const paths = positionals.map((path) => (path === '-' ? path : resolveUserPath(directory, path)));
  const withInput: FileSystem = {
    ...fileSystem,
    readFile: (path) => (path === '-' ? fs.readFileSync(0) : fileSystem.readFile(path)),
    displayPath: (path) => (path === '-' ? path : (fileSystem.displayPath?.(path) ?? path)),
  };
  const { resources, errors, duplicateKeys } = readResources(paths, withInput);
  return {
    findings: [
      ...duplicateKeyFindings(duplicateKeys),
      ...checkResources(resources, readCluster(resources)),
    ],
    resources: resources.length,
    failures: errors.map((error) => `${describeError(error)}\n`).join(''),
  };
}

function checkOverlays(
  patterns: readonly string[],
  environment: string | undefined,
  fileSystem: FileSystem,
  directory: string,
): Checked {
  const all = findOverlays(fileSystem, findRepository(fileSystem, directory));
  const chosen = new Set(selectOverlays(all, { overlays: patterns, environment }, directory));
  const environments = new Set([...chosen].map((overlay) => overlay.environment));
  // What holds for an overlay, policies and namespaces, comes from the others of its environment.
  const needed = all.filter((overlay) => environments.has(overlay.environment));
  const outcomes = buildOverlays(needed, fileSystem, 'checking');
  const failures: [string, string][] = [];
  const rendered = new Map<Overlay, readonly Resource[]>();
  for (const overlay of needed) {
    const outcome = outcomes.get(overlay.id);
    if (outcome?.status === 'rendered') rendered.set(overlay, outcome.resources);
    else if (outcome) failures.push([overlay.id, outcome.error]);
  }
  const findings: Finding[] = [];
  let count = 0;
  for (const name of environments) {
    const cluster = readCluster(
      [...rendered].flatMap(([overlay, resources]) =>
        overlay.environment === name ? resources : [],
      ),
    );
    for (const [overlay, resources] of rendered) {
      if (overlay.environment !== name || !chosen.has(overlay)) continue;
      count += resources.length;
      for (const finding of checkResources(resources, cluster))
        findings.push({ ...finding, overlays: [overlay.id] });
    }
  }
  return { findings, resources: count, failures: formatFailures(failures) };
}

function formatFindings(
  shown: readonly Finding[],
  all: readonly Finding[],
  resources: number,
  style: Style,
): string {
  const lines = shown.map(
    ({ file, line, column, severity, rule, resource, field, message, overlays }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      const where = overlays.length > 0 ? ` (${overlays.join(', ')})` : '';
      const what = field === '' ? resource : `${resource} ${field}`;
      return `${style.heading(printable(place))}\n  ${severity} ${printable(rule)}: ${printable(what)}: ${printable(message)}${printable(where)}\n`;
    },
  );
  const counts = countSeverities(all);
  const total = SEVERITIES.map((severity) => plural(counts[severity], severity)).join(', ');
  return `${lines.join('')}${lines.length > 0 ? '\n' : ''}checked ${plural(resources, 'resource')}: ${total}\n`;
}
