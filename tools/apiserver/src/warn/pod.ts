import type { JsonObject } from 'kustomize-ts';
import { root } from '../field/path.ts';
import { object, text } from '../field/read.ts';
import { dns1123Label } from '../validate/common/names.ts';
import { warnOfPod } from './pod-spec/pod-spec.ts';

/** Warnings of a new Pod; changes of Pods give none (pkg/registry/core/pod/strategy.go). */
export function warnOfNewPod(pod: JsonObject, before?: JsonObject): string[] {
  if (before) return [];
  const use = "this is used in the Pod's hostname, which can result in surprising behavior";
  return [...warnOfName(pod, use), ...warnOfPod(pod, root, false)];
}

/** A name that becomes part of a hostname, and is no DNS label. */
export function warnOfName(target: JsonObject, use: string): string[] {
  const messages = dns1123Label(text(object(target, 'metadata'), 'name'));
  if (messages.length === 0) return [];
  return [`metadata.name: ${use}; a DNS label is recommended: [${messages.join(' ')}]`];
}

/** The words of workloads for it. */
export const NAMES_PODS =
  'this is used in Pod names and hostnames, which can result in surprising behavior';
