import { plural, printable } from '@fingerpost/changes';
import type { Style } from '@fingerpost/changes';
import { discover } from '@fingerpost/discovery';
import {
  checkModel,
  countSeverities,
  duplicateKeyFindings,
  mergeFindings,
  SEVERITIES,
} from '@fingerpost/policy';
import type { Finding, Severity } from '@fingerpost/policy';
import type { FileSystem, Resource } from 'kustomize-ts';

import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { meansFiles, readEnvironments, readFiles } from './inputs.ts';
import type { InputArguments } from './inputs.ts';
import { formatJson, printResult } from './print-result.ts';
import { traceResources } from './trace-resources.ts';
import { UsageError } from './usage-error.ts';
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
  const input: InputArguments = {
    positionals,
    environment: values.env ?? values.environment,
    directory: context.directory,
    label: 'checking',
  };
  const checked = meansFiles(input, fileSystem)
    ? checkFiles(input, fileSystem)
    : checkOverlays(input, fileSystem);
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

function checkFiles(input: InputArguments, fileSystem: FileSystem): Checked {
  const { resources, duplicateKeys, failures } = readFiles(input, fileSystem);
  const findings = checkModel({
    model: discover(resources),
    complete: false,
    overlaysOf: () => [],
  });
  return {
    findings: [...duplicateKeyFindings(duplicateKeys), ...findings],
    resources: resources.length,
    failures,
  };
}

function checkOverlays(input: InputArguments, fileSystem: FileSystem): Checked {
  const { environments, failures } = readEnvironments(input, fileSystem);
  const findings: Finding[] = [];
  let count = 0;
  for (const { file, overlays, given } of environments) {
    const owners = new Map<Resource, readonly string[]>();
    const chosen = new Set<string>();
    for (const { overlay, resources, chosen: isChosen } of overlays) {
      for (const resource of resources) owners.set(resource, [overlay.id]);
      if (!isChosen) continue;
      chosen.add(overlay.id);
      count += resources.length;
    }
    const all = overlays.flatMap(({ resources }) => resources);
    const found = checkModel({
      model: discover([...all, ...given], file.environment),
      complete: true,
      overlaysOf: (resource) => owners.get(resource),
      traced: traceResources(overlays, fileSystem),
    });
    findings.push(...found.filter((finding) => finding.overlays.some((id) => chosen.has(id))));
  }
  return { findings, resources: count, failures };
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
