import type { JsonObject } from 'kustomize-ts';
import type { Path } from '../../field/path.ts';
import { objects, optionalText } from '../../field/read.ts';

/** Every container of a pod with its path, init containers first (VisitContainersWithPath). */
export function* eachContainer(spec: JsonObject, path: Path): Generator<[JsonObject, Path]> {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const [index, container] of objects(spec, list).entries()) {
      yield [container, path.child(list).index(index)];
    }
  }
}

/** Whether an init container keeps running beside the others. */
export function isSidecar(container: JsonObject): boolean {
  return optionalText(container, 'restartPolicy') === 'Always';
}
