import type { JsonObject } from 'kustomize-ts';
import { goQuote } from '../../field/go-format.ts';
import type { Path } from '../../field/path.ts';
import { integer, objects, text } from '../../field/read.ts';
import { eachContainer } from '../../validate/pod-spec/each-container.ts';
import { MOST_WARNINGS } from '../most-warnings.ts';

interface PlacedPort {
  readonly path: Path;
  readonly port: JsonObject;
}

/** Ports of a pod that say the same twice, or say what has no meaning. */
export function warnOfPorts(spec: JsonObject, path: Path): string[] {
  const ports = [...eachContainer(spec, path)].flatMap(([container, at]) =>
    objects(container, 'ports').map((port, index) => ({
      path: at.child('ports').index(index),
      port,
    })),
  );
  return [...warnOfNumbers(ports), ...warnOfNames(ports)];
}

function warnOfNumbers(ports: readonly PlacedPort[]): string[] {
  const warnings: string[] = [];
  const seen = new Map<string, PlacedPort[]>();
  for (const placed of ports) {
    const { path, port } = placed;
    const hostPort = integer(port, 'hostPort');
    if (text(port, 'hostIP') !== '' && hostPort === 0) {
      warnings.push(`${path}: hostIP set without hostPort: ${goPort(port)}`);
    }
    const key = `${integer(port, 'containerPort')}/${text(port, 'protocol')}`;
    const others = seen.get(key) ?? [];
    seen.set(key, others);
    if (warnings.length >= MOST_WARNINGS) return warnings;
    for (const other of others) {
      const kind = overlap(port, other.port);
      if (kind) warnings.push(`${path}: ${kind} port definition with ${other.path}`);
    }
    others.push(placed);
  }
  return warnings;
}

function overlap(a: JsonObject, b: JsonObject): string | undefined {
  const [portA, portB] = [integer(a, 'hostPort'), integer(b, 'hostPort')];
  const [addressA, addressB] = [text(a, 'hostIP'), text(b, 'hostIP')];
  if (portA === portB && addressA === addressB) return 'duplicate';
  if (portA === 0 || portB === 0) return 'overlapping';
  const oneIsOpen = (addressA === '') !== (addressB === '');
  return portA === portB && oneIsOpen ? 'dangerously ambiguous' : undefined;
}

/** A port as Go's `%+v` prints it. */
function goPort(port: JsonObject): string {
  const fields = [
    `Name:${text(port, 'name')}`,
    `HostPort:${integer(port, 'hostPort')}`,
    `ContainerPort:${integer(port, 'containerPort')}`,
    `Protocol:${text(port, 'protocol')}`,
    `HostIP:${text(port, 'hostIP')}`,
  ];
  return `{${fields.join(' ')}}`;
}

function warnOfNames(ports: readonly PlacedPort[]): string[] {
  const warnings: string[] = [];
  const seen = new Map<string, Path>();
  for (const { path, port } of ports) {
    const name = text(port, 'name');
    if (name === '') continue;
    const other = seen.get(name);
    if (!other) {
      seen.set(name, path);
      continue;
    }
    const what = `duplicate port name ${goQuote(name)} with ${other}, services and probes that select ports by name will use ${other}`;
    warnings.push(`${path}: ${what}`);
  }
  return warnings;
}
