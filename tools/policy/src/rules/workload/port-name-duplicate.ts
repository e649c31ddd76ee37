import { integer, objects, text } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';
import { runningContainers } from '../../facts/containers.ts';
import type { PlacedContainer } from '../../facts/containers.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const portNameDuplicate: Rule = {
  id: 'workload/port-name-duplicate',
  severity: 'error',
  scope: 'service',
  title: 'Two containers of a pod have a port of the same name',
  why: 'A Service that names its targetPort takes the first port of that name in the pod. The port of the other container gets no connections, or the wrong container gets those that were meant for it. The API server only refuses the same name twice within one container.',
  fix: 'give each port of the pod its own name',
  silent:
    'Where the ports have different protocols, because a name is looked up by both, and for init containers that end. A warning where no Service of the input names the port.',
  source: 'FindPort of k8s.io/endpointslice/utils.go; KEP-753 for sidecars',
  covers: /duplicate port name/,
  check: findPorts,
};

interface NamedPort {
  readonly placed: PlacedContainer;
  readonly field: string;
  readonly port: number;
}

function* findPorts(input: RuleInput): Generator<Problem> {
  const targeted = input.shared(targetedNames);
  for (const workload of input.shared(writtenWorkloads)) {
    const first = new Map<string, NamedPort>();
    for (const { name, protocol, ...port } of portsOf(workload)) {
      const key = `${name}/${protocol}`;
      const known = first.get(key);
      if (!known) first.set(key, port);
      if (!known || known.placed === port.placed) continue;
      const isUsed = known.port !== port.port && targeted.has(`${workload.id}/${name}`);
      yield {
        on: workload.stored,
        field: port.field,
        message: `containers ${known.placed.name} (${known.port}) and ${port.placed.name} (${port.port}) both have a port named ${name}: a Service that asks for ${name} gets the one of ${known.placed.name}`,
        ...(!isUsed && { severity: 'warning' }),
        related: [
          { on: workload.stored, field: known.field, message: `the first port named ${name}` },
        ],
      };
    }
  }
}

function portsOf(
  workload: Workload,
): readonly (NamedPort & { readonly name: string; readonly protocol: string })[] {
  return runningContainers(workload).flatMap((placed) =>
    objects(placed.container, 'ports').flatMap((port, index) => {
      const name = text(port, 'name');
      if (name === '') return [];
      const protocol = text(port, 'protocol') || 'TCP';
      const field = `${placed.field}.ports[${index}].name`;
      return [{ placed, field, name, protocol, port: integer(port, 'containerPort') }];
    }),
  );
}

/** The port names that Services look up, as `<id of a workload>/<name>`. */
function targetedNames({ model }: RuleInput): ReadonlySet<string> {
  return new Set(
    model.services.flatMap(({ ports, workloads }) =>
      ports.flatMap(({ targetPort }) =>
        typeof targetPort === 'string'
          ? workloads.map(({ workload }) => `${workload.id}/${targetPort}`)
          : [],
      ),
    ),
  );
}
