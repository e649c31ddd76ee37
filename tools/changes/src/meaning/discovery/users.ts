import { object, text } from '@fingerpost/apiserver';
import { describeObject } from '@fingerpost/discovery';
import type { ServicePort, StoredObject, Workload } from '@fingerpost/discovery';
import { describeResource, nameUses, possibleServices } from '@fingerpost/policy';
import type { NameUse } from '@fingerpost/policy';

import type { Dependent } from '../../changes.ts';
import { placeOfSpot } from './draft.ts';
import type { Spot } from './draft.ts';
import { rewritesOf } from './rewrites.ts';
import type { Side, Sides } from './sides.ts';

/** Who depends on Services, on the new side. It is found when it is first asked for. */
export interface Users {
  /** Whatever uses the Service `namespace/name` or its name. */
  ofService(key: string): readonly Dependent[];
  /** The same, without those that use another port of it; of a renamed port only those that use the name. */
  ofPort(key: string, port: ServicePort, isRenamed?: boolean): readonly Dependent[];
  /** Pods that are told a name that fits, whatever it means. */
  ofNames(fits: (host: string) => boolean): readonly Dependent[];
  /** Which workload is told the name of which Service. */
  readonly calls: () => readonly Call[];
}

/** A workload that is told the name of a Service. */
export interface Call {
  readonly user: Workload;
  readonly key: string;
  readonly use: NameUse;
}

/** Something that uses a Service; without a port any of them may be meant. */
interface Usage {
  readonly key: string;
  readonly how: string;
  readonly spot: Spot;
  readonly ports: readonly (number | string)[];
}

/** Finds users of the Services of either side among the objects of the new one. */
export function makeUsers(sides: Sides): Users {
  let known: Known | undefined;
  const all = (): Known => (known ??= readUsages(sides));
  return {
    ofService: (key) => (all().usages.get(key) ?? []).map(toDependent),
    ofPort: (key, { name, port }, isRenamed = false) =>
      (all().usages.get(key) ?? [])
        .filter(
          ({ ports }) =>
            ports.includes(name) || (!isRenamed && (ports.length === 0 || ports.includes(port))),
        )
        .map(toDependent),
    ofNames: (fits) =>
      all()
        .uses.filter(({ host }) => fits(host.toLowerCase()))
        .map((use) => toDependent(usageOf('', use))),
    calls: () => all().calls,
  };
}

interface Known {
  readonly uses: readonly NameUse[];
  readonly calls: readonly Call[];
  readonly usages: ReadonlyMap<string, readonly Usage[]>;
}

function readUsages(sides: Sides): Known {
  const { before, after } = sides;
  const { clusterDomain } = after.model.environment;
  const isService = (key: string): boolean => before.services.has(key) || after.services.has(key);
  const meant = (host: string, namespace: string): string | undefined =>
    possibleServices(host, namespace, clusterDomain).find(isService);
  const uses = nameUses({ model: after.model }).filter(({ isAddress }) => !isAddress);
  const calls = uses.flatMap((use): Call[] =>
    use.isLoose
      ? []
      : use.users.flatMap((user) => {
          const key = meant(use.host, user.namespace);
          return key === undefined ? [] : [{ user, key, use }];
        }),
  );
  const told = new Map(calls.map(({ key, use }) => [`${key} ${useId(use)}`, usageOf(key, use)]));
  const usages = [
    ...told.values(),
    ...backendsOf(after),
    ...monitorsOf(before, after),
    ...probesOf(after, meant),
    ...aliasesOf(after, meant),
    ...rewritesOf(after.model).flatMap(({ target, spot }): Usage[] => {
      const key = meant(target, '');
      return key === undefined || !spot
        ? []
        : [{ key, how: 'a rewrite leads to it', spot, ports: [] }];
    }),
    ...after.model.store.list('apps', 'StatefulSet').flatMap((stored): Usage[] => {
      const name = text(object(stored.object, 'spec'), 'serviceName');
      const spot = { on: stored, field: 'spec.serviceName' };
      return name === ''
        ? []
        : [{ key: `${stored.namespace}/${name}`, how: 'names its pods by it', spot, ports: [] }];
    }),
  ];
  return { uses, calls, usages: Map.groupBy(usages.toSorted(compare), ({ key }) => key) };
}

function useId({ on, field, at, host, port }: NameUse): string {
  return `${describeObject(on)} ${field} ${at.line} ${host} ${port}`;
}

function usageOf(key: string, { on, field, at, host, port, portFrom }: NameUse): Usage {
  const shown = port === undefined || portFrom === 'scheme' ? host : `${host}:${port}`;
  return {
    key,
    how: `uses the name ${shown}`,
    spot: { on, field, at },
    ports: port === undefined ? portOfName(host) : [port],
  };
}

/** The port of `_http._tcp.go-server.backend.svc`. */
function portOfName(host: string): readonly string[] {
  const [, name] = /^_([^.]+)\./.exec(host) ?? [];
  return name === undefined ? [] : [name];
}

function backendsOf({ model }: Side): Usage[] {
  return model.routes.routes.flatMap((route) =>
    route.rules.flatMap(({ backends }) =>
      backends.flatMap(({ target, port, field }): Usage[] => {
        if (!target.startsWith('Service/')) return [];
        const name = route.kind === 'Ingress' ? `${field}.service.name` : `${field}.name`;
        return [
          {
            key: target.slice('Service/'.length),
            how: 'routes to it',
            spot: { on: route.stored, field: name },
            ports: port === undefined ? [] : [port],
          },
        ];
      }),
    ),
  );
}

/** Monitors that are there and select a Service, or did. */
function monitorsOf(before: Side, after: Side): Usage[] {
  const there = new Map(
    after.model.scrapes.map(({ stored }) => [describeObject(stored), stored] as const),
  );
  const found = new Map<string, Usage>();
  for (const { stored, kind, pools } of [...before.model.scrapes, ...after.model.scrapes]) {
    const on = there.get(describeObject(stored));
    if (!on || kind !== 'ServiceMonitor') continue;
    for (const { targets, empty, port } of pools) {
      const keys = [
        ...targets.map(({ namespace, service }) => `${namespace}/${service}`),
        ...empty.map(({ selected }) => selected.replace(/^Service\//, '')),
      ];
      for (const key of new Set(keys)) {
        if (key === '') continue;
        const spot = { on, field: 'spec.selector' };
        const ports = port === '' ? [] : [port];
        found.set(`${key} ${describeObject(on)} ${port}`, { key, how: 'scrapes it', spot, ports });
      }
    }
  }
  return [...found.values()];
}

type Meant = (host: string, namespace: string) => string | undefined;

function probesOf({ model }: Side, meant: Meant): Usage[] {
  return model.scrapes.flatMap(({ stored, pools }) =>
    pools.flatMap(({ targets }) =>
      targets.flatMap(({ probed }): Usage[] => {
        const [, host = '', port] = /^(?:\w+:\/\/)?([^/:?]+)(?::(\d+))?/.exec(probed) ?? [];
        const key = meant(host, stored.namespace);
        const spot = { on: stored, field: 'spec.targets' };
        const ports = port === undefined ? [] : [Number(port)];
        return key === undefined ? [] : [{ key, how: 'probes it', spot, ports }];
      }),
    ),
  );
}

function aliasesOf({ services }: Side, meant: Meant): Usage[] {
  return [...services.values()].flatMap(({ stored, externalName }): Usage[] => {
    const key = externalName.includes('.svc') ? meant(externalName, '') : undefined;
    const spot = { on: stored, field: 'spec.externalName' };
    return key === undefined ? [] : [{ key, how: 'is an alias of it', spot, ports: [] }];
  });
}

function toDependent({ how, spot }: Usage): Dependent {
  return dependentOf(spot, how);
}

/** A dependent with its line. */
export function dependentOf(spot: Spot, how: string): Dependent {
  const place = placeOfSpot(spot);
  return { resource: describeResource(spot.on.resource), how, ...(place && { place }) };
}

/** A dependent for what a workload is told. */
export function callerOf({ key, use }: Call): Dependent {
  return toDependent(usageOf(key, use));
}

function compare(a: Usage, b: Usage): number {
  const [first, second] = [a, b].map(
    ({ spot: { on, field, at }, how }) => `${keyOf(on)} ${field} ${at?.line ?? 0} ${how}`,
  );
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

function keyOf(on: StoredObject): string {
  return `${describeObject(on)} ${on.group}`;
}
