import { drop, facts, inDev, set } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const CONFIG = 'ConfigMap/kube-system/coredns-custom';
const SERVER = 'data[corp-internal.server]';
const OVERRIDE = 'data[names.override]';

/** Mistakes in what CoreDNS reads. */
export const dns: readonly Mutation[] = [
  inDev(
    'dns/server-block-in-override',
    'a zone in the wrong file',
    set(CONFIG, OVERRIDE, 'corp.internal:53 {\n    forward . 10.20.0.53\n}\n'),
  ),
  inDev(
    'dns/server-block-in-override',
    'a second file with a zone',
    set(CONFIG, 'data[zone.override]', 'lab.internal {\n    forward . 10.20.0.53\n}\n'),
  ),
  inDev(
    'dns/cluster-zone',
    'the cluster itself',
    set(CONFIG, SERVER, 'cluster.local:53 {\n    forward . 10.20.0.53\n}\n'),
  ),
  inDev(
    'dns/cluster-zone',
    'a namespace of the cluster',
    set(CONFIG, SERVER, 'backend.svc.cluster.local:53 {\n    forward . 10.20.0.53\n}\n'),
  ),
  inDev(
    'dns/duplicate-plugin',
    'cache stands in the main file',
    set(CONFIG, OVERRIDE, 'cache 60\n'),
  ),
  inDev(
    'dns/duplicate-plugin',
    'hosts stands in the main file',
    set(CONFIG, OVERRIDE, 'hosts {\n    10.20.0.9 old.internal\n    fallthrough\n}\n'),
  ),
  inDev(
    'dns/unknown-plugin',
    'a misspelt plugin',
    set(CONFIG, OVERRIDE, 'rewritte name exact a.internal b.internal\n'),
  ),
  inDev(
    'dns/unknown-plugin',
    'a plugin that is not built in',
    set(CONFIG, SERVER, 'corp.internal:53 {\n    unbound\n}\n'),
  ),
  inDev(
    'dns/forward-loop',
    'to the address of the DNS Service',
    set(CONFIG, SERVER, 'corp.internal:53 {\n    forward . 10.43.0.10\n}\n'),
  ),
  inDev(
    'dns/forward-loop',
    'to itself',
    set(CONFIG, SERVER, 'corp.internal:53 {\n    forward . 127.0.0.1\n}\n'),
  ),
  inDev(
    'dns/syntax',
    'a block that stays open',
    set(CONFIG, SERVER, 'corp.internal:53 {\n    forward . 10.20.0.53\n'),
  ),
  inDev(
    'dns/syntax',
    'an argument that is no number',
    set(
      CONFIG,
      SERVER,
      'corp.internal:53 {\n    forward . 10.20.0.53 {\n        max_fails two\n    }\n}\n',
    ),
  ),
  inDev(
    'dns/ignored-key',
    'a key that nobody reads',
    set(CONFIG, 'data[lab-internal.conf]', 'lab.internal {\n    forward . 10.20.0.53\n}\n'),
  ),
  inDev('dns/custom-unsupported', 'another distribution', [
    facts({ distribution: 'kubeadm' }),
    drop('ConfigMap/kube-system/coredns'),
  ]),
];
