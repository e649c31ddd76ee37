import type { Node } from '../environment/environment.ts';
import type { NotModelled } from '../not-modelled.ts';
import { describeObject } from '../store/stored-object.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { JsonObject } from 'kustomize-ts';
import { fitOf } from './node-fit.ts';

/** Where a DaemonSet runs, and what of that nobody knows. */
export interface DaemonNodes {
  readonly nodes: readonly Node[];
  readonly notModelled: readonly NotModelled[];
}

/** The nodes that a DaemonSet runs on (`NodeShouldRunDaemonPod` of daemon_controller.go). */
export function daemonNodesOf(
  stored: StoredObject,
  spec: JsonObject,
  nodes: readonly Node[],
): DaemonNodes {
  if (nodes.length === 0) {
    const reason = 'which nodes there are is not known: one pod is modelled';
    return {
      nodes: [],
      notModelled: [{ resource: describeObject(stored), field: 'spec.template', reason }],
    };
  }
  const fits = nodes.map((node) => ({ node, fit: fitOf(spec, node, true) }));
  const unsure = fits.filter(({ fit }) => fit === 'unknown').map(({ node }) => node.name);
  const reason = `whether it runs on ${unsure.slice(0, 3).join(', ')}${unsure.length > 3 ? ', ...' : ''} depends on labels that only Node objects tell: it is modelled to run there`;
  return {
    nodes: fits.filter(({ fit }) => fit !== 'no').map(({ node }) => node),
    notModelled:
      unsure.length === 0
        ? []
        : [{ resource: describeObject(stored), field: 'spec.template.spec', reason }],
  };
}
