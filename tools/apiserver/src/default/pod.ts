import type { JsonObject } from 'kustomize-ts';
import { copyFields } from '../field/copy-fields.ts';
import { flag, integer, object, objects } from '../field/read.ts';
import { aggregateContainers } from '../validate/pod-spec/aggregate-resources.ts';
import { defaultPodSpec } from './pod-spec.ts';
import { structField } from './struct-field.ts';

// Source: pkg/apis/core/v1/defaults.go, SetDefaults_Pod: what templates do not get.

/** The defaults of a Pod. */
export function defaultPod(pod: JsonObject): void {
  const spec = structField(pod, 'spec');
  for (const list of ['containers', 'initContainers']) {
    for (const container of objects(spec, list)) defaultRequests(container);
  }
  defaultPodResources(spec);
  spec['enableServiceLinks'] ??= true;
  if (flag(spec, 'hostNetwork')) defaultHostPorts(spec);
  defaultPodSpec(spec);
  dropInitContainerAnnotations(object(pod, 'metadata'));
  // Pods alone: a template keeps its negative number (Convert_v1_Pod_To_core_Pod).
  if (integer(spec, 'terminationGracePeriodSeconds') < 0) spec['terminationGracePeriodSeconds'] = 1;
}

function defaultRequests(container: JsonObject): void {
  const resources = object(container, 'resources');
  const limits = object(resources, 'limits');
  if (!resources || !limits) return;
  const requests = structField(resources, 'requests');
  for (const [name, limit] of Object.entries(limits)) requests[name] ??= limit;
}

/** Amounts for the pod as a whole, from its containers and its own limits (KEP-2837). */
function defaultPodResources(spec: JsonObject): void {
  const resources = object(spec, 'resources');
  if (!resources) return;
  const given = { ...object(resources, 'requests') };
  const limits = copyFields(object(resources, 'limits'));
  if (Object.keys(given).length + Object.keys(limits).length === 0) return;
  for (const [name, sum] of aggregateContainers(spec, 'limits')) {
    if (name.startsWith('hugepages-') && given[name] === undefined) limits[name] ??= sum;
  }
  if (Object.keys(limits).length === 0) return;
  resources['limits'] = limits;
  const requests = copyFields(given);
  for (const [name, sum] of aggregateContainers(spec, 'requests')) {
    if (name === 'cpu' || name === 'memory') requests[name] ??= sum;
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')) {
      requests[name] ??= limit;
    }
  }
  if (Object.keys(requests).length > 0) resources['requests'] = requests;
}

function defaultHostPorts(spec: JsonObject): void {
  for (const list of ['containers', 'initContainers']) {
    for (const container of objects(spec, list)) {
      for (const port of objects(container, 'ports')) {
        if (integer(port, 'hostPort') === 0) port['hostPort'] = integer(port, 'containerPort');
      }
    }
  }
}

/** Init containers were annotations once; those are dropped (dropInitContainerAnnotations). */
export function dropInitContainerAnnotations(metadata: JsonObject | undefined): void {
  const annotations = object(metadata, 'annotations');
  for (const key of Object.keys(annotations ?? {})) {
    const old = /^pod\.(?:alpha|beta)\.kubernetes\.io\/init-container(?:s|-statuses)$/.test(key);
    if (annotations && old) delete annotations[key];
  }
}
