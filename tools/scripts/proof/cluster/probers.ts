import { setTimeout as wait } from 'node:timers/promises';

import { object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import { podsOf } from './reality.ts';
import type { RealPod, Reality } from './reality.ts';

/** What is asked from the network of a pod: `question.go` of the prober. */
export type ProbeQuestion =
  | { readonly kind: 'dns'; readonly name: string; readonly type: 'A'; readonly timeout: number }
  | { readonly kind: 'lookup'; readonly name: string; readonly timeout: number }
  | {
      readonly kind: 'connect';
      readonly network: 'tcp';
      readonly address: string;
      readonly timeout: number;
    }
  | {
      readonly kind: 'spread';
      readonly url: string;
      readonly times: number;
      readonly timeout: number;
    }
  | {
      readonly kind: 'watch';
      readonly url: string;
      readonly every: number;
      readonly for: number;
      readonly timeout: number;
    };

export interface ProbeAnswer {
  readonly result: string;
  readonly rcode?: string;
  readonly records?: readonly { readonly type: string; readonly value: string }[];
  readonly addresses?: readonly string[];
  readonly hosts?: Readonly<Record<string, number>>;
  readonly failed?: Readonly<Record<string, number>>;
  readonly sent?: number;
}

/** What a prober said in one run. */
export interface Session {
  readonly searches: readonly string[];
  readonly ndots: number;
  readonly answers: readonly ProbeAnswer[];
  /** The machine stood still at times: what was not answered says nothing. */
  readonly stalled: boolean;
}

const CONTAINER = 'fingerpost-prober';
const IMAGE = 'fingerpost.dev/prober:lab';
const PROGRAM = '/bin/prober';
/** Milliseconds that an ephemeral container is waited for. */
const PATIENCE = 40_000;

/** Asks from the network of a ready pod of the workload. @param id `backend/Deployment/go-server` */
export async function askFrom(
  reality: Reality,
  id: string,
  questions: readonly ProbeQuestion[],
): Promise<Session> {
  const pod = (await podsOf(reality, id)).find(({ ready }) => ready);
  if (!pod) throw new Error(`no pod of ${id} is ready, so nothing can be asked from it`);
  await placeProber(reality, pod);
  const { stdout, stderr, exitCode } = await reality.cluster.exec(
    { namespace: pod.namespace, pod: pod.name, container: CONTAINER },
    {
      command: [PROGRAM, 'ask'],
      input: JSON.stringify({ seconds: 60, questions }),
      timeout: 90_000,
    },
  );
  if (exitCode !== 0) throw new Error(`the prober of ${pod.name} fails: ${stderr.trim()}`);
  return readSession(stdout, questions.length);
}

async function placeProber(
  { cluster }: Reality,
  { namespace, name, object: known }: RealPod,
): Promise<void> {
  if (isRunning(known)) return;
  if (!isAdded(known)) {
    await cluster.addEphemeralContainer(namespace, name, {
      name: CONTAINER,
      image: IMAGE,
      args: ['wait'],
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65_532,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
  }
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const pod = await cluster.get({ apiVersion: 'v1', kind: 'Pod', namespace, name });
    if (pod && isRunning(pod)) return;
    await wait(300);
  }
  throw new Error(`the prober of ${namespace}/${name} does not start within ${PATIENCE / 1000} s`);
}

function isAdded(pod: JsonObject): boolean {
  return objects(object(pod, 'spec'), 'ephemeralContainers').some(isProber);
}

function isRunning(pod: JsonObject): boolean {
  return objects(object(pod, 'status'), 'ephemeralContainerStatuses').some(
    (status) => isProber(status) && object(object(status, 'state'), 'running') !== undefined,
  );
}

function isProber(container: JsonObject): boolean {
  return text(container, 'name') === CONTAINER;
}

/** Milliseconds of a connection of the prober to itself that mean that the machine stood still. */
const STALLED = 1000;

function readSession(output: string, count: number): Session {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  if (lines.length !== count + 2) throw new Error('the prober was cut off');
  const [first = '{}', ...rest] = lines;
  const { resolvConf } = JSON.parse(first) as {
    readonly resolvConf: { readonly searches: readonly string[]; readonly ndots: number };
  };
  const { load } = JSON.parse(rest.at(-1) ?? '{}') as {
    readonly load: { readonly control: { readonly max: number } };
  };
  return {
    searches: resolvConf.searches,
    ndots: resolvConf.ndots,
    answers: rest.slice(0, -1).map((line) => JSON.parse(line) as ProbeAnswer),
    stalled: load.control.max > STALLED,
  };
}
