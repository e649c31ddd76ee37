import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import {
  intOrString,
  object,
  objects,
  optionalInteger,
  optionalText,
  text,
  texts,
} from '../field/read.ts';
import { validateFormat } from './common/format.ts';
import { networkContains, parseNetwork } from './common/addresses.ts';
import { validateLegacyCIDR } from './common/ip.ts';
import { validateLabelSelector, type LabelSelectorOptions } from './common/label-selector.ts';
import { portName, portNumber } from './common/names.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

// Source: pkg/apis/networking/validation/validation.go.

const TYPES = ['Ingress', 'Egress'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const path = root.child('spec');

/** A policy that is created. */
export function validateNetworkPolicy(policy: JsonObject): FieldError[] {
  return [
    ...validateMetadata(policy, true, nameIsSubdomain),
    ...validateNetworkPolicySpec(object(policy, 'spec')),
  ];
}

/** What an update may keep although it is not valid today. */
export interface KeptInPolicy {
  readonly selectors: LabelSelectorOptions;
  readonly networks: readonly string[];
}

/** All but metadata. */
export function validateNetworkPolicySpec(
  spec: JsonObject | undefined,
  kept: KeptInPolicy = { selectors: {}, networks: [] },
): FieldError[] {
  return [
    ...validateLabelSelector(
      object(spec, 'podSelector'),
      path.child('podSelector'),
      kept.selectors,
    ),
    ...validateRules(spec, 'ingress', 'from', kept),
    ...validateRules(spec, 'egress', 'to', kept),
    ...validatePolicyTypes(texts(spec, 'policyTypes'), path.child('policyTypes')),
  ];
}

function validateRules(
  spec: JsonObject | undefined,
  direction: string,
  peers: string,
  kept: KeptInPolicy,
): FieldError[] {
  return objects(spec, direction).flatMap((rule, index) => {
    const at = path.child(direction).index(index);
    return [
      ...objects(rule, 'ports').flatMap((port, position) =>
        validatePort(port, at.child('ports').index(position)),
      ),
      ...objects(rule, peers).flatMap((peer, position) =>
        validatePeer(peer, at.child(peers).index(position), kept),
      ),
    ];
  });
}

function validatePort(port: JsonObject, at: Path): FieldError[] {
  const errors: FieldError[] = [];
  const protocol = optionalText(port, 'protocol');
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    errors.push(notSupported(at.child('protocol'), protocol, PROTOCOLS));
  }
  const number = intOrString(port, 'port');
  const end = optionalInteger(port, 'endPort');
  if (typeof number === 'number') {
    append(errors, invalidEach(at.child('port'), number, portNumber(number)));
    return [...errors, ...validateRange(number, end, at.child('endPort'))];
  }
  if (end !== undefined) {
    const reason = number === undefined ? 'not specified' : 'non-numeric';
    errors.push(
      invalid(at.child('endPort'), end, `may not be specified when \`port\` is ${reason}`),
    );
  }
  append(errors, validateFormat(number, portName, at.child('port')));
  return errors;
}

function validateRange(first: number, end: number | undefined, at: Path): FieldError[] {
  if (end === undefined) return [];
  const errors = invalidEach(at, end, portNumber(end));
  // Upstream shows the first port here.
  if (end < first) {
    errors.unshift(invalid(at, first, 'must be greater than or equal to `port`'));
  }
  return errors;
}

function validatePeer(peer: JsonObject, at: Path, kept: KeptInPolicy): FieldError[] {
  const block = object(peer, 'ipBlock');
  const selectors = ['podSelector', 'namespaceSelector'].filter((key) => object(peer, key));
  const errors = [
    ...selectors.flatMap((key) =>
      validateLabelSelector(object(peer, key), at.child(key), kept.selectors),
    ),
    ...(block === undefined ? [] : validateBlock(block, at.child('ipBlock'), kept)),
  ];
  if (selectors.length === 0 && block === undefined) {
    errors.push(required(at, 'must specify a peer'));
  } else if (selectors.length > 0 && block !== undefined) {
    errors.push(forbidden(at, 'may not specify both ipBlock and another peer'));
  }
  return errors;
}

function validateBlock(block: JsonObject, at: Path, kept: KeptInPolicy): FieldError[] {
  const cidr = text(block, 'cidr');
  if (cidr === '') return [required(at.child('cidr'))];
  const errors = kept.networks.includes(cidr) ? [] : validateLegacyCIDR(at.child('cidr'), cidr);
  const network = parseNetwork(cidr);
  if (network === undefined) return errors;
  for (const [index, except] of texts(block, 'except').entries()) {
    const exceptAt = at.child('except').index(index);
    if (!kept.networks.includes(except)) append(errors, validateLegacyCIDR(exceptAt, except));
    const inner = parseNetwork(except);
    if (inner === undefined) continue;
    if (networkContains(network, inner.masked) && inner.prefix > network.prefix) continue;
    errors.push(invalid(exceptAt, except, 'must be a strict subset of `cidr`'));
  }
  return errors;
}

function validatePolicyTypes(types: readonly string[], at: Path): FieldError[] {
  if (types.length > TYPES.length) {
    return [invalid(at, types, 'may not specify more than two policyTypes')];
  }
  return types.flatMap((type, index) =>
    TYPES.includes(type) ? [] : [notSupported(at.index(index), type, TYPES)],
  );
}
