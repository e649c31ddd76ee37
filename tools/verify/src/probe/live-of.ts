import type { Prediction } from '../objects/predict.ts';
import { addressesOfPod, isReadyPod, isTerminating } from '../objects/live-pod.ts';
import type { Live, LivePod } from './live.ts';

/** The pods of a cluster as those of the model that they are. */
export function liveOf({ model, pods, addresses }: Prediction): Live {
  const zones = new Map(model.nodes.map(({ name, zone = '' }) => [name, zone]));
  return {
    model,
    addressesOf: addresses,
    pods: model.workloads
      .flatMap((workload) => workload.pods)
      .flatMap((predicted): LivePod[] => {
        const real = pods.real.get(predicted.id);
        if (!real) return [];
        const node = predicted.node ?? '';
        return [
          {
            namespace: predicted.namespace,
            name: real.metadata.name,
            workload: predicted.workload.id,
            predicted,
            addresses: addressesOfPod(real),
            node,
            zone: zones.get(node) ?? '',
            ready: isReadyPod(real) && !isTerminating(real),
          },
        ];
      }),
  };
}
