import { chmodSync, mkdirSync } from 'node:fs';

import { inLab } from '../paths.ts';

/** How many claims can be bound in the life of a lab: one that is released is not used again. */
const COUNT = 24;

/** The class that k3s has and makes the default. */
const CLASS = 'local-path';

/** Objects that let claims be bound without a provisioner: a default class and a stock of folders that all nodes see. */
export function makeVolumes(): readonly object[] {
  const volumes = Array.from({ length: COUNT }, (_, index) => {
    const name = `lab-${index}`;
    const folder = inLab('run', 'volumes', name);
    mkdirSync(folder, { recursive: true });
    // Kubelet gives a folder of the machine no group of the pod's.
    chmodSync(folder, 0o777);
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '100Gi' },
        hostPath: { path: folder, type: 'Directory' },
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: CLASS,
      },
    };
  });
  const storageClass = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: CLASS,
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
  return [storageClass, ...volumes];
}
