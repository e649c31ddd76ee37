import type { JsonObject } from 'kustomize-ts';
import { invalid, type FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { integer, objects, text } from '../field/read.ts';
import type { Allocation, Refusal } from '../kind.ts';
import {
  allocatesNodePorts,
  needsHealthCheck,
  nodePorts,
} from '../validate/common/service-type.ts';
import type { NodePortPool } from './node-port-pool.ts';

// Source: pkg/registry/core/service/storage/alloc.go.

/** Node ports that a new Service asks for or is given; ports of one number (TCP and UDP) share one (initNodePorts). */
export function allocateNodePorts(
  spec: JsonObject,
  pool: NodePortPool,
  allocated: string[],
): FieldError[] {
  if (!usesNodePorts(spec)) return [];
  const chosen = new Map<number, number>();
  const ports = objects(spec, 'ports');
  const requested = requestedNodePorts(ports);
  for (const [index, port] of ports.entries()) {
    const number = integer(port, 'port');
    const asked = integer(port, 'nodePort');
    if (asked === 0 && !allocatesNodePorts(spec)) continue;
    const shared = chosen.get(number);
    if (shared !== undefined && (asked === 0 || asked === shared)) {
      port['nodePort'] = shared;
      if (asked === 0) allocated.push(nodePortField(index));
      continue;
    }
    const wanted = shared === undefined ? (requested.get(number) ?? 0) : asked;
    const problem = takePort(port, wanted, index, pool, allocated);
    if (problem !== undefined) return [problem];
    if (shared === undefined) chosen.set(number, integer(port, 'nodePort'));
  }
  return [];
}

/** Node ports that a changed Service asks for or is given anew (updateNodePorts). */
export function updateNodePorts(
  spec: JsonObject,
  old: JsonObject,
  pool: NodePortPool,
  allocated: string[],
): Pick<Allocation, 'errors' | 'refusal'> {
  if (!usesNodePorts(spec)) return { errors: [] };
  const kept = new Set(nodePorts(old));
  const taken = new Set<number>();
  const seen = new Set<string>();
  for (const [index, port] of objects(spec, 'ports').entries()) {
    const asked = integer(port, 'nodePort');
    if (asked === 0 && !allocatesNodePorts(spec)) continue;
    if (!kept.has(asked) && !taken.has(asked)) {
      const problem = takePort(port, asked, index, pool, allocated);
      if (problem !== undefined) return { errors: [problem] };
      taken.add(integer(port, 'nodePort'));
    }
    const nodePort = `{${text(port, 'protocol')} ${integer(port, 'nodePort')}}`;
    if (seen.has(nodePort)) {
      const message = `duplicate nodePort: ${nodePort}`;
      return { errors: [], refusal: { reason: null, code: 500, message } };
    }
    seen.add(nodePort);
  }
  return { errors: [] };
}

function usesNodePorts(spec: JsonObject): boolean {
  return ['NodePort', 'LoadBalancer'].includes(text(spec, 'type'));
}

function takePort(
  port: JsonObject,
  wanted: number,
  index: number,
  pool: NodePortPool,
  allocated: string[],
): FieldError | undefined {
  if (wanted === 0) {
    port['nodePort'] = pool.next();
    allocated.push(nodePortField(index));
    return undefined;
  }
  const problem = pool.take(wanted);
  port['nodePort'] = wanted;
  const path = root.child('spec', 'ports').index(index).child('nodePort');
  return problem === undefined ? undefined : invalid(path, wanted, problem);
}

function nodePortField(index: number): string {
  return `spec.ports[${index}].nodePort`;
}

/** The first node port that is asked for each port. */
function requestedNodePorts(ports: readonly JsonObject[]): ReadonlyMap<number, number> {
  const asked = ports.filter((port) => integer(port, 'nodePort') !== 0).toReversed();
  return new Map(asked.map((port) => [integer(port, 'port'), integer(port, 'nodePort')]));
}

/** The node port for the health checks of a load balancer (allocHealthCheckNodePort). */
export function allocateHealthCheckPort(
  spec: JsonObject,
  old: JsonObject | undefined,
  pool: NodePortPool,
  allocated: string[],
): Refusal | undefined {
  if (!needsHealthCheck(spec) || (old !== undefined && needsHealthCheck(old))) return undefined;
  const asked = integer(spec, 'healthCheckNodePort');
  if (asked === 0) {
    spec['healthCheckNodePort'] = pool.next();
    allocated.push('spec.healthCheckNodePort');
    return undefined;
  }
  const problem = pool.take(asked);
  if (problem === undefined) return undefined;
  const message = `failed to allocate requested HealthCheck NodePort ${asked}: ${problem}`;
  return { reason: 'InternalError', code: 500, message };
}
