import { plural, printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';
import type { DiscoveryModel, NotModelled } from '@fingerpost/discovery';

import { ENVIRONMENT_OPTIONS, readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { modelParts } from './model-parts.ts';
import type { ModelPart } from './model-parts.ts';
import { readModels } from './models.ts';
import { formatJson, printResult } from './print-result.ts';
import { formatTable } from './table.ts';
import { UsageError } from './usage-error.ts';

const PARTS: readonly string[] = Object.keys(modelParts);

export const model: Command = {
  usage: `fingerpost model [OVERLAY...] [--env ENVIRONMENT] [--part PART]
       fingerpost model FILE_OR_FOLDER... [--part PART]

What rendered manifests mean in a cluster, without one: every Service, DNS record,
EndpointSlice, route, allowed connection and scrape target, and whether CoreDNS starts.
All overlays of an environment are modelled together, with what its cluster brings; with
OVERLAY only what concerns these is shown.

  OVERLAY              dev/helper-server, its path, or a glob of either; all without one
  FILE_OR_FOLDER       plain YAML or JSON, which is taken for all that there is;
                       - is standard input
  --env ENVIRONMENT    the environment; with plain files, the path of an environment.yaml
                       (--environment is the same, for Nx)
  --part PART          ${PARTS.slice(0, 4).join(', ')},
                       ${PARTS.slice(4).join(', ')};
                       without it how much there is of each, and what is not modelled
  --format FORMAT      text or json
  --out FILE           write the result to a file

What is not modelled, or assumed, is said on stderr; without --part in the result.

Exit code 0: fine. 2: wrong usage, or something that cannot be read.
`,
  run: runModel,
};

function runModel(args: readonly string[], context: Context): number {
  const { values, overlays: positionals } = readArguments(args, {
    ...ENVIRONMENT_OPTIONS,
    part: { type: 'string' },
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const { format } = values;
  if (format !== 'text' && format !== 'json') {
    throw new UsageError(`--format is text or json, not ${printable(format)}`);
  }
  const part = readPart(values.part);
  const { models, failures } = readModels(
    { positionals, environment: values.env ?? values.environment },
    context.directory,
  );
  const [only, another] = models;
  if (only && another && format === 'json') {
    const names = models.map(({ name }) => printable(name)).join(', ');
    throw new UsageError(`JSON is of one environment; choose with --env one of ${names}`);
  }
  printResult(context, values.out, (style) =>
    format === 'json'
      ? formatJson(only ? (part ?? overview).json(only) : [])
      : models
          .map((named) => {
            const heading = models.length > 1 ? `${style.heading(printable(named.name))}\n\n` : '';
            return `${heading}${(part ?? overview).text(named, style)}`;
          })
          .join('\n'),
  );
  if (part) {
    for (const {
      model: { notModelled },
    } of models)
      context.err(formatNotModelled(notModelled));
  }
  context.err(failures);
  return failures === '' ? 0 : 2;
}

function readPart(name: string | undefined): ModelPart | undefined {
  if (name === undefined) return undefined;
  const part = Object.entries(modelParts).find(([other]) => other === name)?.[1];
  if (part) return part;
  throw new UsageError(`--part is ${PARTS.join(', ')}, not ${printable(name)}`);
}

/** Without a part: all of them as JSON, their sizes as text. */
const overview: ModelPart = {
  json: (named) => ({
    ...Object.fromEntries(
      Object.entries(modelParts).map(([name, part]) => [name, part.json(named)]),
    ),
    notModelled: named.model.notModelled,
  }),
  text(named, style) {
    const { model: all } = named;
    const counts = formatTable(
      Object.entries(modelParts).map(([name, part]) => [name, part.summary(named)]),
    );
    return `${plural(all.store.objects.length, 'object')} in ${plural(all.store.namespaces.length, 'namespace')}, ${plural(all.workloads.length, 'workload')}\n${counts}\n${describeRest(all, style)}`;
  },
  summary: () => '',
};

function describeRest({ notModelled }: DiscoveryModel, style: Style): string {
  if (notModelled.length === 0) return 'Everything in them is modelled.\n';
  return `${style.heading('Not modelled')}\n${formatNotModelled(notModelled)}`;
}

/** A line each. */
function formatNotModelled(entries: readonly NotModelled[]): string {
  const lines = entries.map(({ resource, field, reason }) => {
    const what = [resource, field].filter(Boolean).join(' ');
    return `not modelled: ${what === '' ? '' : `${printable(what)}: `}${printable(reason)}\n`;
  });
  return [...new Set(lines)].join('');
}
