import type { JsonObject } from 'kustomize-ts';
import { root } from '../field/path.ts';
import { object, objects, text, texts } from '../field/read.ts';
import { warnOfCIDR } from '../validate/common/ip.ts';

/** Source: networkPolicyWarnings in pkg/registry/networking/networkpolicy/strategy.go. */
export function warnOfNetworkPolicy(policy: JsonObject): string[] {
  const spec = object(policy, 'spec');
  return [...warnOfPeers(spec, 'ingress', 'from'), ...warnOfPeers(spec, 'egress', 'to')];
}

function warnOfPeers(spec: JsonObject | undefined, direction: string, peers: string): string[] {
  return objects(spec, direction).flatMap((rule, index) =>
    objects(rule, peers).flatMap((peer, position) => {
      const block = object(peer, 'ipBlock');
      if (block === undefined) return [];
      const rulePath = root.child('spec', direction).index(index);
      const path = rulePath.child(peers).index(position).child('ipBlock');
      return [
        ...warnOfCIDR(path.child('cidr'), text(block, 'cidr')),
        ...texts(block, 'except').flatMap((except, at) =>
          warnOfCIDR(path.child('except').index(at), except),
        ),
      ];
    }),
  );
}
