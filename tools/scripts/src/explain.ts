import { printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';
import { build, getPath, originsOf, visitLeaves } from 'kustomize-ts';
import type { Build, Origin, Removed, Resource } from 'kustomize-ts';

import { readArguments } from './command.ts';
import type { Command, Context } from './command.ts';
import { findOverlays, findRepository, selectOverlays } from './overlays.ts';
import { formatJson, printResult } from './print-result.ts';
import { UsageError } from './usage-error.ts';
import { workingFiles } from './working-files.ts';

export const explain: Command = {
  usage: `fingerpost explain OVERLAY KIND/NAME [FIELD] [--format text|json] [--out FILE]

Renders an overlay and shows, for a resource or one of its fields, where each value
was written and what changed it since: file, line and the field of the kustomization
that did it. Also fields that the build took away again. Values of Secrets are masked.

  OVERLAY    dev/helper-server, or its path
  KIND/NAME  Service/go-server; KIND/NAMESPACE/NAME where that fits several. The name
             may be one that the resource had on the way, without prefix or hash
  FIELD      spec.ports, spec.ports[0].port, metadata.labels["app.kubernetes.io/name"]

Exit code 0: fine. 2: wrong usage, or an overlay that does not render.
`,
  run: runExplain,
};

/** One value with its stations, as `--format json` prints it. */
interface Explanation {
  readonly field: string;
  /** Undefined where the build took the field away. */
  readonly value: string | undefined;
  readonly origins: readonly Origin[];
}

function runExplain(args: readonly string[], context: Context): number {
  const { values, overlays: positionals } = readArguments(args, {
    format: { type: 'string', default: 'text' },
    out: { type: 'string' },
  });
  const [overlayName, resourceName, field = '', ...rest] = positionals;
  if (overlayName === undefined || resourceName === undefined || rest.length > 0) {
    throw new UsageError('explain takes an overlay, a resource as KIND/NAME, and a field or none');
  }
  if (values.format !== 'text' && values.format !== 'json') {
    throw new UsageError(`--format is text or json, not ${printable(values.format)}`);
  }
  const fileSystem = workingFiles(context.directory);
  const repository = findRepository(fileSystem, context.directory);
  const chosen = selectOverlays(
    findOverlays(fileSystem, repository),
    { overlays: [overlayName], environment: undefined },
    context.directory,
  );
  const [overlay, second] = chosen;
  if (!overlay || second) {
    throw new UsageError(
      `explain takes one overlay; ${printable(overlayName)} means ${chosen.length}`,
    );
  }
  const built = build(overlay.directory, { fileSystem, strict: true, trace: true });
  const { title, explanations } = explainResource(built, resourceName, field);
  printResult(context, values.out, (style) =>
    values.format === 'json'
      ? formatJson(explanations)
      : formatExplanations(`${title} in ${overlay.id}`, explanations, style),
  );
  return 0;
}

function explainResource(
  { resources, removed }: Build,
  name: string,
  field: string,
): { title: string; explanations: Explanation[] } {
  const isMeant = matcher(name);
  const exact = resources.filter(isMeant);
  const found =
    exact.length > 0 ? exact : resources.filter((resource) => wasCalled(resource, isMeant));
  const gone = removed.filter((entry) => entry.field === undefined && isMeant(entry));
  if (found.length + gone.length === 0) throw notFound(name, resources);
  if (found.length > 1) {
    throw new UsageError(
      `${printable(name)} means ${found.map(describe).join(', ')}; write KIND/NAMESPACE/NAME`,
    );
  }
  const [resource] = found;
  if (!resource) {
    const [entry] = gone as [Removed];
    return {
      title: describe(entry),
      explanations: [{ field: '(the whole resource)', value: undefined, origins: entry.origins }],
    };
  }
  const isSecret = resource.apiVersion === 'v1' && resource.kind === 'Secret';
  const explanations: Explanation[] = [];
  visitLeaves(resource.node, '', (path, node) => {
    if (!isBelow(path, field)) return;
    const masked = isSecret && /^(data|stringData)\b/.test(path);
    const origins = originsOf(node).map((origin) =>
      masked ? { ...origin, value: '(masked)' } : origin,
    );
    explanations.push({ field: path, value: origins.at(-1)?.value, origins });
  });
  for (const entry of removed) {
    if (entry.field === undefined || !isBelow(entry.field, field)) continue;
    if (describe(entry) !== describe(resource)) continue;
    explanations.push({ field: entry.field, value: undefined, origins: entry.origins });
  }
  if (explanations.length === 0) {
    throw new UsageError(
      `${describe(resource)} has no field ${printable(field)}; leave it out to see all`,
    );
  }
  return { title: describe(resource), explanations };
}

type Identity = Pick<Resource, 'kind' | 'name' | 'namespace'>;

function describe({ kind, name, namespace }: Identity): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** `Service/go-server` or `Service/backend/go-server`; the kind in any case, as kubectl takes it. */
function matcher(text: string): (identity: Identity) => boolean {
  const parts = text.split('/');
  const [kind = '', second = '', third] = parts;
  if (parts.length < 2 || parts.length > 3) {
    throw new UsageError(
      `${printable(text)} is no resource; write KIND/NAME, such as Service/go-server`,
    );
  }
  return (identity) =>
    identity.kind.toLowerCase() === kind.toLowerCase() &&
    identity.name === (third ?? second) &&
    (third === undefined || (identity.namespace ?? '') === second);
}

/** Whether a resource had a name on the way that is meant, such as that of a generated one without its hash. */
function wasCalled(
  { kind, namespace, node }: Resource,
  isMeant: (identity: Identity) => boolean,
): boolean {
  return originsOf(getPath(node, 'metadata', 'name')).some(({ value: name }) =>
    isMeant({ kind, namespace, name: name ?? '' }),
  );
}

function notFound(name: string, resources: readonly Resource[]): UsageError {
  const names = resources.map(({ kind, name: own }) => `${kind}/${own}`);
  return new UsageError(`the overlay has no ${printable(name)}; it has ${names.join(', ')}`);
}

/** Whether a path is the field or below it. */
function isBelow(path: string, field: string): boolean {
  if (field === '' || path === field) return true;
  return path.startsWith(field) && /^[.[]/.test(path.slice(field.length));
}

function formatExplanations(
  title: string,
  explanations: readonly Explanation[],
  style: Style,
): string {
  const blocks = explanations.map(({ field, value, origins }) => {
    const now = value === undefined ? 'removed' : shorten(value);
    const stations = origins.map((origin, i) => formatOrigin(origin, origins[i - 1]));
    return [`${printable(field)}: ${printable(now)}`, ...stations].join('\n');
  });
  return `${style.heading(printable(title))}\n\n${blocks.join('\n')}\n`;
}

function formatOrigin(origin: Origin, before: Origin | undefined): string {
  const { path, line, column, by, value } = origin;
  const place = line ? `${path}:${line}${column ? `:${column}` : ''}` : path;
  const change =
    value === undefined
      ? '  removed it'
      : before === undefined || before.value === value
        ? ''
        : `  ${shorten(before.value ?? '')} -> ${shorten(value)}`;
  return `    ${printable(place)}  ${by}${printable(change)}`;
}

const LONGEST = 60;

/** The first line of a value, cut to a length that leaves the line readable. */
function shorten(value: string): string {
  const [line = ''] = value.split('\n');
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
  return line === value ? cut : `${cut} (and more lines)`;
}
