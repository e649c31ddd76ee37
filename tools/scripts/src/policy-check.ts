import { posix } from 'node:path';

import { plural, printable } from '@fingerpost/text';
import { discover } from '@fingerpost/discovery';
import {
  applyBaseline,
  checkModel,
  countSeverities,
  describeResource,
  duplicateKeyFindings,
  mergeFindings,
  reportFormats,
  rules,
  serverRules,
  SEVERITIES,
} from '@fingerpost/policy';
import type { Finding, Report, Severity } from '@fingerpost/policy';
import type { FileSystem, Resource } from 'kustomize-ts';

import { readBaseline, writeBaseline } from './baseline-file.ts';
import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { meansFiles, readEnvironments, readFiles } from './inputs.ts';
import type { InputArguments } from './inputs.ts';
import { printResult } from './print-result.ts';
import { makeLineReader } from './source-lines.ts';
import { traceResources } from './trace-resources.ts';
import { UsageError } from './usage-error.ts';
import { workingFiles } from './working-files.ts';

export const policyCheck: Command = {
  usage: `fingerpost policy-check [OVERLAY...] [--env ENVIRONMENT]
       fingerpost policy-check FILE_OR_FOLDER...

Asks of every rendered object what the API server of Kubernetes 1.36 would answer,
without a cluster: unknown fields and wrong types, values that it refuses, warnings,
and the ValidatingAdmissionPolicies of the environment. Then looks for what breaks
discovery and load balancing although the API server takes it: docs/rules.
Shows the source line in base or overlay.

  OVERLAY            dev/helper-server, its path, or a glob of either; all without one
  FILE_OR_FOLDER     plain YAML or JSON; - is standard input. Policies and namespaces
                     that hold for it have to be among the files
  --env ENVIRONMENT  only overlays of this environment (--environment through Nx)
  --severity LEVEL   show from error, warning or caution on: warning without it
  --format FORMAT    ${[...reportFormats.keys()].join(', ')}: text without it
  --out FILE         write the result to a file
  --baseline FILE    leave out the findings that FILE holds
  --write-baseline FILE
                     write all findings of now to FILE, and show none

Exit code 0: no errors. 1: errors. 2: wrong usage, or something that cannot be read.
`,
  run: runPolicyCheck,
};

/** What was checked, and what could not be read. */
interface Checked {
  readonly findings: readonly Finding[];
  /** Those that were asked for. */
  readonly resources: readonly Resource[];
  /** The files that were read, standard input among them. */
  readonly fileSystem: FileSystem;
  /** Lines for stderr. */
  readonly failures: string;
}

function runPolicyCheck(args: readonly string[], context: Context): number {
  const { values, overlays: positionals } = readArguments(args, {
    ...ENVIRONMENT_OPTIONS,
    severity: { type: 'string', default: 'warning' },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
    baseline: { type: 'string' },
    'write-baseline': { type: 'string' },
  });
  const level = SEVERITIES.find((severity) => severity === values.severity);
  if (!level) throw new UsageError(`--severity is ${SEVERITIES.join(', ')}`);
  const format = reportFormats.get(values.format);
  if (!format) {
    const known = [...reportFormats.keys()].join(', ');
    throw new UsageError(`--format is one of ${known}, not ${printable(values.format)}`);
  }
  const { baseline: baselineFile, 'write-baseline': newBaseline } = values;
  if (baselineFile !== undefined && newBaseline !== undefined) {
    throw new UsageError('--write-baseline holds everything, so it goes without --baseline');
  }
  // Read first: a file that cannot be read is said at once.
  const files = workingFiles(context.directory);
  const baseline =
    baselineFile === undefined ? undefined : readBaseline(baselineFile, context.directory, files);
  const environment = values.env ?? values.environment;
  const checked = check(
    { positionals, environment, directory: context.directory, label: 'checking' },
    files,
  );
  const merged = mergeFindings(checked.findings);
  context.err(checked.failures);
  if (newBaseline !== undefined) {
    if (checked.failures !== '') return 2;
    writeBaseline(newBaseline, context.directory, merged);
    context.out(`wrote ${plural(merged.length, 'finding')} to ${printable(newBaseline)}\n`);
    return 0;
  }
  const names = new Set(checked.resources.map(describeResource));
  const isWhole = positionals.length === 0 && environment === undefined;
  const held =
    baseline && applyBaseline(merged, baseline, (resource) => isWhole || names.has(resource));
  const findings = held?.fresh ?? merged;
  const report: Report = {
    findings: findings.filter(({ severity }) => isShown(severity, level)),
    counts: countSeverities(findings),
    resources: checked.resources.length,
    baseline: held,
    rules: [...rules, ...serverRules],
    readLine: makeLineReader(checked.fileSystem, context.directory, checked.resources),
  };
  const shown = FROM_ROOT.has(values.format) ? fromRoot(report, files, context.directory) : report;
  printResult(context, values.out, (style) => format(shown, style));
  if (checked.failures !== '') return 2;
  return report.counts.error > 0 ? 1 : 0;
}

function isShown(severity: Severity, level: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(level);
}

/** Formats that are read beside the whole repository, wherever they were made. */
const FROM_ROOT: ReadonlySet<string> = new Set(['sarif', 'github']);

/** The report with files relative to the nearest folder that git keeps. */
function fromRoot(report: Report, fileSystem: FileSystem, directory: string): Report {
  let root = directory;
  while (fileSystem.kind(posix.join(root, '.git')) === undefined) {
    if (root === posix.dirname(root)) return report;
    root = posix.dirname(root);
  }
  const rebase = <T extends { readonly file: string }>(place: T): T =>
    place.file === '' || place.file === '-'
      ? place
      : { ...place, file: posix.relative(root, posix.resolve(directory, place.file)) };
  const findings = report.findings.map((finding) => ({
    ...rebase(finding),
    related: finding.related.map(rebase),
  }));
  return { ...report, findings };
}

function check(input: InputArguments, fileSystem: FileSystem): Checked {
  return meansFiles(input, fileSystem)
    ? checkFiles(input, fileSystem)
    : checkOverlays(input, fileSystem);
}

function checkFiles(input: InputArguments, fileSystem: FileSystem): Checked {
  const { resources, duplicateKeys, failures, fileSystem: read } = readFiles(input, fileSystem);
  const findings = checkModel({
    model: discover(resources),
    complete: false,
    overlaysOf: () => [],
  });
  return {
    findings: [...duplicateKeyFindings(duplicateKeys), ...findings],
    resources,
    fileSystem: read,
    failures,
  };
}

function checkOverlays(input: InputArguments, fileSystem: FileSystem): Checked {
  const { environments, failures } = readEnvironments(input, fileSystem);
  const findings: Finding[] = [];
  const asked: Resource[] = [];
  for (const { file, overlays, given } of environments) {
    const owners = new Map<Resource, readonly string[]>();
    const chosen = new Set<string>();
    for (const { overlay, resources, chosen: isChosen } of overlays) {
      for (const resource of resources) owners.set(resource, [overlay.id]);
      if (!isChosen) continue;
      chosen.add(overlay.id);
      asked.push(...resources);
    }
    const all = overlays.flatMap(({ resources }) => resources);
    const found = checkModel({
      model: discover([...all, ...given], file.environment),
      complete: true,
      overlaysOf: (resource) => owners.get(resource),
      traced: traceResources(overlays, fileSystem),
    });
    findings.push(
      ...found.filter(({ overlays: own }) => own.length === 0 || own.some((id) => chosen.has(id))),
    );
  }
  return { findings, resources: asked, fileSystem, failures };
}
