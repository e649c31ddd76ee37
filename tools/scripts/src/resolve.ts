import { plural, printable } from '@fingerpost/text';
import { tellStory } from '@fingerpost/discovery';
import type { Workload } from '@fingerpost/discovery';

import { answerQuestions } from './answer-questions.ts';
import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { readModels } from './models.ts';
import type { NamedModel } from './models.ts';
import { formatJson, printResult } from './print-result.ts';
import { storyJson } from './story-json.ts';
import { formatStory } from './story-text.ts';
import { UsageError } from './usage-error.ts';

export const resolve = {
  usage: `fingerpost resolve NAME --from OVERLAY [--port PORT]
       fingerpost resolve NAME --from WORKLOAD [--port PORT] FILE_OR_FOLDER...
       fingerpost resolve --questions FILE [OVERLAY or FILE_OR_FOLDER...]

Tells the whole story of one lookup: the names that the pod tries, the answer, the
endpoints behind it, the port that the Service sends on to, and whether the policies of
both ends let the packets through. Where it fails: why, on which line, and what to do.

  NAME               as a program has it: go-server, go-server.backend, an FQDN, ...
  --from OVERLAY     whose pods ask: dev/helper-server
  --from WORKLOAD    one of several, or of plain files: backend/Deployment/helper-server
  --port PORT        the number or the name of a port; every port without it
  --env ENVIRONMENT  the environment of a WORKLOAD; with plain files, the path of an
                     environment.yaml (--environment is the same, for Nx)
  --questions FILE   a JSON list of {"q": NAME, "type": TYPE}, which are answered as the
                     name server of the cluster would: {"q", "type", "rcode", "answers"}
  --format FORMAT    text or json
  --out FILE         write the result to a file

Exit code 0: a connection works, or nobody can tell. 1: it fails. 2: wrong usage, or
something that cannot be read.
`,
  run: runResolve,
} satisfies Command;

function runResolve(args: readonly string[], context: Context): number {
  const { values, overlays: positionals } = readArguments(args, {
    ...ENVIRONMENT_OPTIONS,
    from: { type: 'string' },
    port: { type: 'string' },
    questions: { type: 'string' },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const { format, from, questions, out } = values;
  const environment = values.env ?? values.environment;
  if (format !== 'text' && format !== 'json') {
    throw new UsageError(`--format is text or json, not ${printable(format)}`);
  }
  if (questions !== undefined) {
    const { models, failures } = readModels({ positionals, environment }, context.directory);
    const answers = answerQuestions(questions, oneOf(models), context.directory);
    printResult(context, out, () => formatJson(answers));
    context.err(failures);
    return failures === '' ? 0 : 2;
  }
  const [name, ...files] = positionals;
  if (name === undefined) throw new UsageError('which NAME?');
  if (from === undefined) throw new UsageError('whose lookup is it? --from dev/helper-server');
  const isWorkload = from.split('/').length === 3 && !from.startsWith('overlays/');
  const overlays = isWorkload || files.length > 0 ? files : [from];
  const { models, failures } = readModels(
    { positionals: overlays, environment },
    context.directory,
  );
  if (failures !== '') {
    context.err(failures);
    return 2;
  }
  const named = oneOf(models);
  const story = tellStory(named.model, {
    name,
    from: findWorkload(named, from, isWorkload, context),
    ...(values.port !== undefined && { port: readPort(values.port) }),
  });
  printResult(context, out, (style) =>
    format === 'json' ? formatJson(storyJson(story)) : formatStory(story, style),
  );
  return story.verdict === 'fails' ? 1 : 0;
}

function oneOf(models: readonly NamedModel[]): NamedModel {
  const [only, another] = models;
  if (!only) throw new UsageError('there is nothing to ask');
  if (!another) return only;
  const names = models.map(({ name }) => printable(name)).join(', ');
  throw new UsageError(`a name is looked up in one environment; choose with --env one of ${names}`);
}

function readPort(text: string): number | string {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 && number < 65_536 ? number : text;
}

function isPassing(kind: string): boolean {
  return kind === 'CronJob' || kind === 'Job';
}

/** How many workloads an error names. */
const SHOWN = 10;

/** Those with the name that was meant come first. */
function describeOthers(meant: string, workloads: readonly Workload[]): string {
  if (workloads.length === 0) return 'there is none';
  const last = meant.split('/').at(-1);
  const sorted = [
    ...workloads.filter(({ name }) => name === last),
    ...workloads.filter(({ name }) => name !== last),
  ];
  const shown = sorted.slice(0, SHOWN).map(({ id }) => printable(id));
  const left = sorted.length - shown.length;
  return `there is ${shown.join(', ')}${left === 0 ? '' : `, and ${left} more`}`;
}

/** What stays in a cluster comes before what only comes and goes. */
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod', 'CronJob', 'Job'];

function findWorkload(
  { model, chosen, name }: NamedModel,
  from: string,
  isWorkload: boolean,
  context: Context,
): Workload {
  if (isWorkload) {
    const found = model.workloads.find(({ id }) => id === from);
    if (found) return found;
    const where = name === '' ? 'in these files' : `in ${printable(name)}`;
    throw new UsageError(
      `there is no workload ${printable(from)} ${where}; ${describeOthers(from, model.workloads)}`,
    );
  }
  const own = model.workloads
    .filter(({ stored }) => chosen === undefined || chosen.has(stored.resource))
    .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
  const [first, ...others] = own;
  if (!first) {
    throw new UsageError(`${printable(from)} runs no pods, so nothing in it looks names up`);
  }
  const alike = others.filter(({ kind }) => !isPassing(kind));
  if (alike.length > 0 || (isPassing(first.kind) && others.length > 0)) {
    const ids = others.map(({ id }) => printable(id)).join(', ');
    context.err(
      `asking from ${printable(first.id)}; ${plural(others.length, 'other workload')} of ${printable(from)} can be named by --from: ${ids}\n`,
    );
  }
  return first;
}
