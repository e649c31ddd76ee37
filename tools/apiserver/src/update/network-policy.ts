import type { JsonObject } from 'kustomize-ts';
import type { FieldError } from '../field/error.ts';
import { root } from '../field/path.ts';
import { object, objects, text, texts } from '../field/read.ts';
import { validateLabelSelector } from '../validate/common/label-selector.ts';
import { validateMetadataUpdate } from '../validate/metadata.ts';
import { validateNetworkPolicySpec } from '../validate/network-policy.ts';

/** Networks and selectors that were there before need not be valid today (ValidateNetworkPolicyUpdate). */
export function validateNetworkPolicyUpdate(after: JsonObject, before: JsonObject): FieldError[] {
  const old = object(before, 'spec');
  const wasInvalid = validateLabelSelector(object(old, 'podSelector'), root).length > 0;
  const kept = { selectors: { allowInvalidValues: wasInvalid }, networks: networksOf(old) };
  return [
    ...validateMetadataUpdate(after, before),
    ...validateNetworkPolicySpec(object(after, 'spec'), kept),
  ];
}

function networksOf(spec: JsonObject | undefined): string[] {
  const peers = [
    ...objects(spec, 'ingress').flatMap((rule) => objects(rule, 'from')),
    ...objects(spec, 'egress').flatMap((rule) => objects(rule, 'to')),
  ];
  return peers.flatMap((peer) => {
    const block = object(peer, 'ipBlock');
    return block === undefined ? [] : [text(block, 'cidr'), ...texts(block, 'except')];
  });
}
