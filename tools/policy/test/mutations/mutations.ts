import { dns } from './dns.ts';
import { endpointSlice } from './endpoint-slice.ts';
import { gitops } from './gitops.ts';
import { monitor } from './monitor.ts';
import type { Mutation } from './mutation.ts';
import { name } from './name.ts';
import { policy } from './policy.ts';
import { route } from './route.ts';
import { script } from './script.ts';
import { service } from './service.ts';
import { source } from './source.ts';
import { workload } from './workload.ts';

/** Every mutation. */
export const mutations: readonly Mutation[] = [
  ...dns,
  ...endpointSlice,
  ...gitops,
  ...monitor,
  ...name,
  ...policy,
  ...route,
  ...script,
  ...service,
  ...source,
  ...workload,
];
