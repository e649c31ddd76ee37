import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from 'kustomize-ts';
import { create, update, type Answer, type CreateOptions } from '../../src/index.ts';
import { ASPECTS, differences, expand, type Aspect, type Recorded } from './agreement.ts';

/** A recorded request to create an object. */
interface ApiCase extends Recorded {
  readonly path?: string;
  readonly cluster?: 'single-stack';
  readonly object?: JsonObject;
  readonly json?: string;
  readonly yaml?: string;
  /** Created beforehand; such a case is a real creation, the others are dry runs. */
  readonly given?: readonly JsonObject[];
}

/** A recorded change of an object. */
interface UpdateCase extends Recorded {
  readonly via: 'apply' | 'put';
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly spec?: JsonObject;
}

/** A case and where our answer differs from it. */
export interface Compared {
  readonly name: string;
  readonly kind: string;
  readonly differs: readonly Aspect[];
  readonly answer: Answer;
}

/** What the recorded cluster held before every case. */
const BEFOREHAND: readonly JsonObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'taken', namespace: 'shop' },
    spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30_999 }] },
  },
];
const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};

/** Compares every recorded creation. */
export function compareCreations(): Compared[] {
  const more = read<ApiCase>('recorded.json').filter(({ object }) => object !== undefined);
  return [...read<ApiCase>('api.json'), ...more].map((recorded) => {
    const answer = create(bodyOf(recorded), optionsOf(recorded));
    const defaulted = recorded.defaulted && (expand(recorded.defaulted) as JsonObject);
    const expected = defaulted === undefined ? recorded : { ...recorded, defaulted };
    return compared(recorded, answer, differences(expected, answer));
  });
}

/** Compares every recorded change; of accepted Services what they look like then too. */
export function compareUpdates(): Compared[] {
  const more = read<UpdateCase>('recorded.json').filter(({ via }) => via !== undefined);
  return [...read<UpdateCase>('updates.json'), ...more].map((recorded) => {
    const { before, after, via, spec } = recorded;
    const answer = update(before, after, { via });
    const defaulted = { spec: answer.defaulted?.['spec'] ?? {} };
    const found =
      spec === undefined
        ? differences(recorded, answer)
        : differences({ ...recorded, defaulted: { spec } }, { ...answer, defaulted });
    return compared(recorded, answer, found);
  });
}

function read<T>(file: string): T[] {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, file), 'utf8')) as T[];
}

function compared(recorded: Recorded, answer: Answer, differs: readonly Aspect[]): Compared {
  return { name: recorded.name, kind: recorded.name.split('/')[0] ?? '', differs, answer };
}

function bodyOf({ object, json, yaml }: ApiCase): JsonObject | string {
  return object === undefined ? (json ?? yaml ?? '') : (expand(object) as JsonObject);
}

function optionsOf({ path: requestPath, cluster, object, yaml, given }: ApiCase): CreateOptions {
  const metadata = object?.['metadata'] as JsonObject | undefined;
  // What is sent as YAML need not say where it goes.
  const target =
    requestPath ?? (yaml === undefined ? undefined : '/api/v1/namespaces/shop/services');
  return {
    ...(target === undefined ? {} : { path: target }),
    ...(cluster === undefined ? {} : { serviceCIDRs: ['10.96.0.0/16'] }),
    ...(metadata?.['namespace'] === 'restricted' ? { namespaceLabels: RESTRICTED } : {}),
    existing: [...BEFOREHAND, ...(given ?? [])],
    dryRun: given === undefined,
  };
}

/** The cases that differ in more than the text of messages. */
export function disagreements(
  cases: readonly Compared[],
): Pick<Compared, 'name' | 'differs' | 'answer'>[] {
  return cases
    .filter(({ differs }) => differs.some((aspect) => aspect !== 'messages'))
    .map(({ name, differs, answer }) => ({ name, differs, answer }));
}

/** How many cases of each kind agree, as lines of a Markdown table. */
export function agreementTable(all: readonly Compared[]): string[] {
  const header = ['kind', 'cases', ...ASPECTS];
  const rows = [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, cases]) => [
    kind,
    String(cases.length),
    ...ASPECTS.map((aspect) => {
      const agreeing = cases.filter(({ differs }) => !differs.includes(aspect)).length;
      return agreeing === cases.length ? 'all' : String(agreeing);
    }),
  ]);
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}
