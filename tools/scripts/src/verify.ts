import { CONTEXT, readProxyMode } from '@fingerpost/lab';
import { printable } from '@fingerpost/text';
import { formatVerification, verificationJson } from '@fingerpost/verify';
import type { Cluster, Rendered } from '@fingerpost/verify';

import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { disturberOf } from './disturber-of.ts';
import { readEnvironments } from './inputs.ts';
import { onlyEnvironment } from './only-environment.ts';
import { openCluster } from './open-cluster.ts';
import { findOverlays, findRepository } from './overlays.ts';
import { formatJson, printResult } from './print-result.ts';
import { UsageError } from './usage-error.ts';
import { verifyCluster } from './verify-cluster.ts';
import { notAsked, proberImage, refuseDisruption, refuseLooseFlags } from './verify-options.ts';
import { workingFiles } from './working-files.ts';

export const verify: Command = {
  usage: `fingerpost verify [--context CONTEXT] [--env ENVIRONMENT]
       fingerpost verify --probe [--disruptive [--yes]] [--probe-image IMAGE] ...

Holds what the overlays of an environment are predicted to mean against a cluster:
the fields and defaults of every Service, the pods behind it and its EndpointSlices.
Without further flags it only reads.

  --context CONTEXT    the cluster, as the kubeconfig calls it; the current one
                       without; fingerpost-lab is the lab of this machine
  --env ENVIRONMENT    the environment that the cluster is of; may be left out
                       where there is only one (--environment is the same, for Nx)
  --probe              also ask from the networks of the pods themselves: every DNS
                       name, every connection that is allowed or not, how
                       connections are spread, how fast names are answered. Adds an
                       ephemeral container to the pods that ask
  --disruptive         also delete pods, and see how long connections are lost
  --yes                do so in production too
  --probe-image IMAGE  the prober; the lab has its own
  --format FORMAT      text or json
  --out FILE           write the result to a file

Exit code 0: nothing disagrees. 1: something does, or nothing of a part that was
asked for was answered: an unasked question is no agreement. 2: wrong usage,
overlays that cannot be read, or a cluster that cannot be asked, or forbids it.
`,
  run: runVerify,
};

async function runVerify(args: readonly string[], context: Context): Promise<number> {
  const { values, overlays: positionals } = readArguments(args, {
    ...ENVIRONMENT_OPTIONS,
    context: { type: 'string' },
    probe: { type: 'boolean', default: false },
    disruptive: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    'probe-image': { type: 'string' },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const options = { ...values, format: readFormat(values.format) };
  refuseLooseFlags(options);
  const [positional] = positionals;
  if (positional !== undefined) {
    throw new UsageError(
      `a cluster is verified as a whole, so ${printable(positional)} cannot be named; leave it away`,
    );
  }
  const named = values.env ?? values.environment;
  const { name, rendered, failures } = readRendered(named, context.directory);
  if (failures !== '') {
    context.err(failures);
    return 2;
  }
  refuseDisruption(options, { name, environmentClass: rendered.environment.class });
  const cluster = openCluster(options.context);
  const { probe, disruptive } = options;
  const checks = await verifyCluster({
    cluster,
    rendered: asItRuns(rendered, cluster),
    probe,
    disruptive,
    image: proberImage(options, cluster),
    disturber: disturberOf(cluster),
    onProgress: (text) => context.err(`${printable(text)}\n`),
  });
  const verification = {
    environment: name,
    cluster: { context: cluster.context, server: cluster.server },
    checks,
    notAsked: notAsked(options),
  };
  const result = verificationJson(verification);
  printResult(context, options.out, (style) =>
    options.format === 'json' ? formatJson(result) : formatVerification(verification, style),
  );
  return result.agrees ? 0 : 1;
}

/** The lab is made with either kind of kube-proxy, whatever the environment has. */
function asItRuns(rendered: Rendered, { context }: Pick<Cluster, 'context'>): Rendered {
  const proxyMode = context === CONTEXT ? readProxyMode() : undefined;
  if (!proxyMode) return rendered;
  return { ...rendered, environment: { ...rendered.environment, proxyMode } };
}

function readFormat(format: string): 'json' | 'text' {
  if (format === 'text' || format === 'json') return format;
  throw new UsageError(`--format is text or json, not ${printable(format)}`);
}

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
