import { defaultEnvironment, discover } from '@fingerpost/discovery';
import type { DiscoveryModel } from '@fingerpost/discovery';
import { memoryFileSystem, readResources } from 'kustomize-ts';

import type { Dependent, DiscoveryChange } from '../../src/changes.ts';
import type { Place } from '../../src/place.ts';

const environment = {
  ...defaultEnvironment,
  serviceCIDRs: ['10.96.0.0/16'],
  podCIDRs: ['10.244.0.0/16'],
  nodes: ['a', 'b'].map((zone) => ({ name: `node-${zone}`, zone, ready: true, addresses: [] })),
};

/** The model of one file of YAML. */
export function modelOf(yaml: string): DiscoveryModel {
  const { resources, errors } = readResources(['/m.yaml'], memoryFileSystem({ '/m.yaml': yaml }));
  if (errors[0]) throw errors[0];
  return discover(resources, environment);
}

/** A change as lines with everything in it. */
export function linesOf(change: DiscoveryChange): readonly string[] {
  const { before, after, members, dependents } = change;
  return [
    `${change.change} ${change.kind} ${change.subject} (${change.resource}${at(change.place)})`,
    ...(before === undefined ? [] : [`  - ${before}`]),
    ...(after === undefined ? [] : [`  + ${after}`]),
    ...members.map((member) => `  * ${member}`),
    ...dependents.map((dependent) => `  < ${dependentText(dependent)}`),
  ];
}

function dependentText({ resource, how, place }: Dependent): string {
  return `${resource} ${how}${at(place)}`;
}

function at(place: Place | undefined): string {
  return place ? `:${place.line}:${place.column}` : '';
}
