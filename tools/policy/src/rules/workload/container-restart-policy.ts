import { object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { podSpecField } from '../../facts/pod-spec-field.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const containerRestartPolicy: Rule = {
  id: 'workload/container-restart-policy',
  severity: 'warning',
  scope: 'resource',
  title: 'A container has a restartPolicy of its own',
  why: 'Kubernetes takes restartPolicy in a container from 1.35 on; older servers refuse it. It is easily written one level too deep: then the restartPolicy of the pod is still Always, and a Job of it is refused.',
  fix: 'write restartPolicy into the spec of the pod, or keep it where only this container is meant and all clusters are 1.35 or later',
  silent: 'For sidecars: init containers with `restartPolicy: Always`.',
  source: 'KEP-5307, container restart rules',
  check: findContainers,
};

function* findContainers(input: RuleInput): Generator<Problem> {
  for (const workload of input.shared(writtenWorkloads)) {
    const prefix = podSpecField(workload);
    const spec = prefix.split('.').reduce<JsonObject | undefined>(object, workload.stored.written);
    for (const list of ['containers', 'initContainers']) {
      for (const [index, container] of objects(spec, list).entries()) {
        const policy = text(container, 'restartPolicy');
        const isSidecar = list === 'initContainers' && policy === 'Always';
        if (policy === '' || isSidecar) continue;
        yield {
          on: workload.stored,
          field: `${prefix}.${list}[${index}].restartPolicy`,
          message: `container ${text(container, 'name')} has restartPolicy ${policy}, which servers before Kubernetes 1.35 refuse and which leaves the pod at ${text(workload.spec, 'restartPolicy') || 'Always'}`,
        };
      }
    }
  }
}
