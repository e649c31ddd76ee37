import { KustomizeError } from '../error.ts';
import { CONFIGURATION } from '../kustomization/decode.ts';
import type { Decoder } from '../kustomization/decode.ts';
import type { Resource } from '../resource/resource.ts';
import { placeOf } from '../yaml/describe.ts';
import { toJsonValue } from '../yaml/to-json.ts';

/** Reads what a configuration says; what it says beyond that does not count. Errors: as the decoder. */
export function decodeConfiguration<T>(decode: Decoder<T>, { node }: Resource): T {
  // Finds what cannot be printed, which kustomize does before it reads on.
  toJsonValue(node);
  return decode(node, '', CONFIGURATION);
}

const FUNCTIONS = ['config.kubernetes.io/function', 'config.k8s.io/function'];

/** Refuses what would run a program: functions, exec and Go plugins, helm ('unsupported'). */
export function refuseForeign({ apiVersion, kind, annotations, node }: Resource): void {
  const place = placeOf(node);
  if (apiVersion === 'builtin') {
    if (kind !== 'HelmChartInflationGenerator') return;
    throw new KustomizeError(
      'unsupported',
      `${kind} needs helm, and a build runs no other program`,
      {
        place,
        fix: 'render the chart with helm template and list the result under resources',
      },
    );
  }
  const what = FUNCTIONS.some((name) => annotations.has(name))
    ? 'is a function in a container or program'
    : 'is a plugin of its own';
  throw new KustomizeError(
    'unsupported',
    `${kind} of ${apiVersion || 'no apiVersion'} ${what}, and a build runs no other program`,
    {
      place,
      fix: 'use a built-in kind (apiVersion: builtin), or run it before the build and list the result under resources',
    },
  );
}

/** The error for a built-in kind that is not what the field lists. */
export function wrongKind(
  { kind, node }: Resource,
  field: string,
  kinds: readonly string[],
): KustomizeError {
  return new KustomizeError('invalid-value', `${kind} is no built-in kind of ${field}`, {
    place: placeOf(node),
    fix: `the kinds are ${kinds.join(', ')}`,
  });
}
