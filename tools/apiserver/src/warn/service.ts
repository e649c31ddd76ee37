import type { JsonObject } from 'kustomize-ts';
import { root } from '../field/path.ts';
import { object, optionalText, text, texts } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import { warnOfCIDR, warnOfIP } from '../validate/common/ip.ts';

const path = root.child('spec');

/** Source: GetWarningsForService in pkg/api/service/warnings.go. */
export function warnOfService(service: JsonObject): string[] {
  const spec = specOf(service);
  const headless = text(spec, 'type') === 'ClusterIP' && text(spec, 'clusterIP') === 'None';
  return [
    ...warnOfHints(service),
    ...warnOfClusterIPs(spec),
    ...(headless ? warnOfHeadless(spec) : []),
    ...warnOfExternalIPs(spec, headless),
    ...warnOfLoadBalancerFields(spec),
    ...warnOfExternalName(spec),
    ...warnOfTrafficDistribution(spec),
  ];
}

function warnOfHints(service: JsonObject): string[] {
  const hints = 'service.kubernetes.io/topology-aware-hints';
  const annotations = object(object(service, 'metadata'), 'annotations');
  if (optionalText(annotations, hints) === undefined) return [];
  return [
    `annotation ${hints} is deprecated, please use service.kubernetes.io/topology-mode instead`,
  ];
}

function warnOfClusterIPs(spec: JsonObject): string[] {
  if (['', 'None'].includes(text(spec, 'clusterIP'))) return [];
  return texts(spec, 'clusterIPs').flatMap((address, index) =>
    warnOfIP(path.child('clusterIPs').index(index), address),
  );
}

function warnOfHeadless(spec: JsonObject): string[] {
  const warnings: string[] = [];
  if (text(spec, 'loadBalancerIP') !== '') {
    warnings.push('spec.loadBalancerIP is ignored for headless services');
  }
  if (texts(spec, 'externalIPs').length > 0) {
    warnings.push('spec.externalIPs is ignored for headless services');
  }
  if (text(spec, 'sessionAffinity') !== 'None') {
    warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  return warnings;
}

function warnOfExternalIPs(spec: JsonObject, headless: boolean): string[] {
  const addresses = texts(spec, 'externalIPs');
  const warnings = addresses.flatMap((address, index) =>
    warnOfIP(path.child('externalIPs').index(index), address),
  );
  if (addresses.length > 0 && !headless && text(spec, 'type') !== 'ExternalName') {
    warnings.push(
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    );
  }
  return warnings;
}

function warnOfLoadBalancerFields(spec: JsonObject): string[] {
  const address = text(spec, 'loadBalancerIP');
  return [
    ...(address === '' ? [] : warnOfIP(path.child('loadBalancerIP'), address)),
    ...texts(spec, 'loadBalancerSourceRanges').flatMap((range, index) =>
      warnOfCIDR(path.child('loadBalancerSourceRanges').index(index), range),
    ),
  ];
}

function warnOfExternalName(spec: JsonObject): string[] {
  if (text(spec, 'type') === 'ExternalName') {
    if (texts(spec, 'externalIPs').length === 0) return [];
    return ['spec.externalIPs is ignored when spec.type is "ExternalName"'];
  }
  if (text(spec, 'externalName') === '') return [];
  return ['spec.externalName is ignored when spec.type is not "ExternalName"'];
}

function warnOfTrafficDistribution(spec: JsonObject): string[] {
  if (text(spec, 'trafficDistribution') !== 'PreferClose') return [];
  return ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'];
}
