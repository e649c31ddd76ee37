import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

import { printable } from '@fingerpost/text';
import {
  disagrees,
  formatVerification,
  openKubeCluster,
  predict,
  readLiveObjects,
  verificationJson,
  verifyObjects,
} from '@fingerpost/verify';
import type { Check, Cluster, NotAsked, Rendered } from '@fingerpost/verify';

import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { readEnvironments } from './inputs.ts';
import { onlyEnvironment } from './only-environment.ts';
import { findOverlays, findRepository } from './overlays.ts';
import { formatJson, printResult } from './print-result.ts';
import { UsageError } from './usage-error.ts';
import { workingFiles } from './working-files.ts';

/** Milliseconds that controllers get to catch up with what has just changed. */
const SETTLE = 2000;

export const verify: Command = {
  usage: `fingerpost verify [--context CONTEXT] [--env ENVIRONMENT]

Holds what the overlays of an environment are predicted to mean against a cluster:
the fields and defaults of every Service, the pods behind it and its EndpointSlices.
Reads only: nothing in the cluster is changed.

  --context CONTEXT  the cluster, as the kubeconfig calls it; the current one without
  --env ENVIRONMENT  the environment that the cluster is of; may be left out where
                     there is only one (--environment is the same, for Nx)
  --format FORMAT    text or json
  --out FILE         write the result to a file

Exit code 0: all agrees. 1: something disagrees. 2: wrong usage, overlays that cannot
be read, or a cluster that cannot be asked.
`,
  run: runVerify,
};

async function runVerify(args: readonly string[], context: Context): Promise<number> {
  const { values, overlays: positionals } = readArguments(args, {
    ...ENVIRONMENT_OPTIONS,
    context: { type: 'string' },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const { format } = values;
  if (format !== 'text' && format !== 'json') {
    throw new UsageError(`--format is text or json, not ${printable(format)}`);
  }
  const [positional] = positionals;
  if (positional !== undefined) {
    throw new UsageError(
      `a cluster is verified as a whole, so ${printable(positional)} cannot be named; leave it away`,
    );
  }
  const { name, rendered, failures } = readRendered(
    values.env ?? values.environment,
    context.directory,
  );
  if (failures !== '') {
    context.err(failures);
    return 2;
  }
  const cluster = openKubeCluster({ context: values.context, environment: process.env });
  const checks = await checkObjects(cluster, rendered);
  const verification = {
    environment: name,
    cluster: { context: cluster.context, server: cluster.server },
    checks,
    notAsked: NOT_ASKED,
  };
  printResult(context, values.out, (style) =>
    format === 'json'
      ? formatJson(verificationJson(verification))
      : formatVerification(verification, style),
  );
  return checks.some((check) => disagrees(check)) ? 1 : 0;
}

const NOT_ASKED: readonly NotAsked[] = [];

/** All that is rendered for an environment; what could not be read would be taken for what is not there. */
function readRendered(
  environment: string | undefined,
  directory: string,
): { readonly name: string; readonly rendered: Rendered; readonly failures: string } {
  const fileSystem = workingFiles(directory);
  const overlays = findOverlays(fileSystem, findRepository(fileSystem, directory));
  const name = onlyEnvironment(overlays, environment);
  const input = { positionals: [], environment: name, directory, label: 'reading' };
  const { environments, failures } = readEnvironments(input, fileSystem);
  const [read] = environments;
  if (!read) throw new UsageError(`environment ${printable(name)} has no overlay`);
  const resources = read.overlays.flatMap((overlay) => overlay.resources);
  const { environment: facts } = read.file;
  return { name, failures, rendered: { resources, given: read.given, environment: facts } };
}

/**
 * Services, pods and EndpointSlices. Kinds are read one after the other, and controllers follow changes with some delay:
 * what disagrees is looked at a second time, and only what it says then counts.
 */
async function checkObjects(cluster: Cluster, rendered: Rendered): Promise<readonly Check[]> {
  const look = async (): Promise<readonly Check[]> => {
    const live = await readLiveObjects(cluster);
    return verifyObjects(predict(rendered, live), live);
  };
  const checks = await look();
  if (!checks.some((check) => disagrees(check))) return checks;
  await wait(SETTLE);
  return look();
}
