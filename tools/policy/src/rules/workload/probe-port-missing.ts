import { integer, intOrString, object, objects, text, texts } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import { runningContainers } from '../../facts/containers.ts';
import type { PlacedContainer } from '../../facts/containers.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const probePortMissing: Rule = {
  id: 'workload/probe-port-missing',
  severity: 'error',
  scope: 'resource',
  title: 'A probe asks a port that its container does not have',
  why: 'A probe finds a port by name among the ports of its own container only. With a name that is not there the kubelet throws the result away: a pod never becomes ready, a startup probe never succeeds, and a liveness probe never restarts anything. A number that no container of the pod declares is probably the port of an earlier version.',
  fix: 'name a port that the container declares, or add the port to its ports',
  silent:
    'For a number, where the pod declares no ports at all or the number stands in the arguments or variables of the container. A number that is not declared is a warning, and a caution where several probes of the container agree on it.',
  source:
    'pkg/kubelet/prober/worker.go of Kubernetes 1.36 (doProbe), pkg/probe/util.go (ResolveContainerPort)',
  check: findProbes,
};

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;
const ACTIONS = ['httpGet', 'tcpSocket', 'grpc'] as const;
const HOOKS = ['postStart', 'preStop'] as const;

/** What is asked, and what comes of it. */
interface Asked {
  readonly what: string;
  readonly port: number | string;
  readonly field: string;
  readonly effect: string;
}

/** Of a name; of a number that nobody listens on a liveness probe restarts the container too. */
const EFFECTS = {
  startupProbe: 'the container is restarted again and again',
  readinessProbe: 'the pod never becomes ready',
  livenessProbe: 'a program that hangs is never restarted',
};

function* findProbes(input: RuleInput): Generator<Problem> {
  for (const workload of input.shared(writtenWorkloads)) {
    const running = runningContainers(workload);
    for (const placed of running) {
      for (const asked of asksOf(placed)) {
        const problem = judge(asked, placed, running);
        if (problem) yield { on: workload.stored, field: asked.field, ...problem };
      }
    }
  }
}

function judge(
  { what, port, effect }: Asked,
  { name, container }: PlacedContainer,
  running: readonly PlacedContainer[],
): Pick<Problem, 'fix' | 'message' | 'severity'> | undefined {
  const own = objects(container, 'ports');
  const names = own.map((item) => text(item, 'name')).filter((item) => item !== '');
  if (typeof port === 'string' && !/^\d+$/.test(port)) {
    if (names.includes(port)) return undefined;
    const elsewhere = running.find((other) => portNamed(other.container, port) > 0);
    const where = elsewhere ? ` (only container ${elsewhere.name} has it)` : '';
    return {
      message: `${what} of container ${name} asks port ${port}, and this container has no port of that name${where}: ${effect}`,
      ...(names.length > 0 && { fix: `use one of its ports: ${names.join(', ')}` }),
    };
  }
  const number = Number(port);
  const declared = running.flatMap((other) =>
    objects(other.container, 'ports').map((item) => integer(item, 'containerPort')),
  );
  if (declared.length === 0 || declared.includes(number)) return undefined;
  if (mentions(container, number)) return undefined;
  const isAgreed = PROBES.filter((probe) => portOf(object(container, probe)) === number).length > 1;
  return {
    severity: isAgreed ? 'caution' : 'warning',
    message: `${what} of container ${name} asks port ${number}, which no container of the pod declares (${[...new Set(declared)].join(', ')}): if nothing listens there, ${what === 'livenessProbe' ? EFFECTS.startupProbe : effect}`,
  };
}

function asksOf({ container, field }: PlacedContainer): Asked[] {
  const probes = PROBES.flatMap((probe) =>
    readHandler(object(container, probe), {
      what: probe,
      field: `${field}.${probe}`,
      effect: EFFECTS[probe],
    }),
  );
  const hooks = HOOKS.flatMap((hook) =>
    readHandler(object(object(container, 'lifecycle'), hook), {
      what: hook,
      field: `${field}.lifecycle.${hook}`,
      effect: hook === 'postStart' ? 'the container is killed' : 'the hook does nothing',
    }),
  );
  return [...probes, ...hooks];
}

/** What goes to another host is not asked of the container. */
function readHandler(handler: JsonObject | undefined, ask: Omit<Asked, 'port'>): Asked[] {
  return ACTIONS.flatMap((kind) => {
    const action = object(handler, kind);
    const port = intOrString(action, 'port');
    if (port === undefined || text(action, 'host') !== '') return [];
    return [{ ...ask, port, field: `${ask.field}.${kind}.port` }];
  });
}

function portOf(probe: JsonObject | undefined): number {
  const ports = ACTIONS.map((kind) => intOrString(object(probe, kind), 'port'));
  return Number(ports.find((port) => port !== undefined));
}

function portNamed(container: Workload['spec'], name: string): number {
  const found = objects(container, 'ports').find((item) => text(item, 'name') === name);
  return integer(found, 'containerPort');
}

function mentions(container: JsonObject, number: number): boolean {
  const words = [
    ...texts(container, 'command'),
    ...texts(container, 'args'),
    ...objects(container, 'env').map((variable) => text(variable, 'value')),
  ];
  const pattern = new RegExp(`(?:^|\\D)${number}(?:\\D|$)`);
  return words.some((word) => pattern.test(word));
}
