import type { Service } from '@fingerpost/discovery';
import { sourceOf } from '../../objects/source-of.ts';
import type { Live, LivePod } from '../live.ts';
import { nameServerOf } from '../dns/name-server-of.ts';
import type { Probe } from '../probe.ts';

/** A lookup of an ExternalName Service: what it finds is connected to afterwards. */
export interface AliasProbe extends Probe {
  readonly service: Service;
}

/** ExternalName Services, looked up by pods that policies let out to some address outside. */
export function planAliases(live: Live, pods: readonly LivePod[]): AliasProbe[] {
  const { model } = live;
  const answering = nameServerOf(live)?.workloads ?? [];
  const aliases = model.services.filter(({ addressing }) => addressing === 'external-name');
  if (aliases.length === 0) return [];
  const rows = [...model.reachability.rows()];
  const workloads = new Set(model.workloads.map(({ id }) => id));
  const outgoing = new Set(rows.filter(({ to }) => !workloads.has(to)).map(({ from }) => from));
  return pods
    .filter(({ workload }) => outgoing.has(workload))
    .flatMap((pod) =>
      aliases.map((service) => probeOf(pod, service, model.environment, answering)),
    );
}

function probeOf(
  pod: LivePod,
  service: Service,
  { clusterDomain }: Live['model']['environment'],
  workloads: readonly string[],
): AliasProbe {
  const { namespace, name, externalName } = service;
  const source = sourceOf(service.stored.resource, ['spec', 'externalName']);
  return {
    service,
    ...(source && { source }),
    part: 'external',
    subject: `pod(${pod.predicted.id}) ${name}.${namespace}`,
    predicted: `the addresses of ${externalName}`,
    from: pod,
    workloads,
    question: { kind: 'lookup', name: `${name}.${namespace}.svc.${clusterDomain}.` },
    judge: ({ result, addresses = [], message = '' }) =>
      result === 'found'
        ? { real: addresses.join(', '), verdict: 'agrees' }
        : {
            real: result,
            verdict: result === 'not-asked' ? 'not-conclusive' : 'disagrees',
            reason: `${externalName} has no address here: ${message}`,
            again: true,
          },
  };
}
