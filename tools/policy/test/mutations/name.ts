import { inDev, remove, set } from './mutation.ts';
import type { Mutation } from './mutation.ts';

const HELPER = 'Deployment/backend/helper-server';
const GATEWAY = 'Deployment/edge/api-gateway';
const EVENT_LOG = 'StatefulSet/data/event-log';
const ENV = 'spec.template.spec.containers[app].env';

/** Mistakes in the names that programs are told. */
export const name: readonly Mutation[] = [
  inDev(
    'name/unresolvable',
    'a misspelt Service',
    set(HELPER, `${ENV}[PODINFO_BACKEND_URL].value`, 'http://go-servr:9000/echo'),
  ),
  inDev(
    'name/unresolvable',
    'a full name of nobody',
    set(GATEWAY, `${ENV}[HELPER_SERVER_URL].value`, 'http://helper.backend.svc.cluster.local:8080'),
  ),
  inDev(
    'name/wrong-namespace',
    'a short name of another namespace',
    set(GATEWAY, `${ENV}[HELPER_SERVER_URL].value`, 'http://helper-server:8080'),
  ),
  inDev(
    'name/wrong-namespace',
    'a full name with the wrong namespace',
    set(HELPER, `${ENV}[PODINFO_BACKEND_URL].value`, 'http://go-server.edge.svc:9000/echo'),
  ),
  inDev(
    'name/port-not-exposed',
    'the port of the pod',
    set(GATEWAY, `${ENV}[PODINFO_BACKEND_URL].value`, 'http://backend-api.backend.svc:3000/echo'),
  ),
  inDev(
    'name/port-not-exposed',
    'no port where it is not 80',
    set(HELPER, `${ENV}[PODINFO_BACKEND_URL].value`, 'http://go-server/echo'),
  ),
  inDev(
    'name/headless-pod-missing',
    'one pod too many',
    set(
      EVENT_LOG,
      `${ENV}[EVENT_LOG_PEERS].value`,
      'event-log-0.event-log-peers:6222,event-log-3.event-log-peers:6222',
    ),
  ),
  inDev('name/headless-pod-missing', 'one pod less', set(EVENT_LOG, 'spec.replicas', 2)),
  inDev(
    'name/blocked',
    'a Service that policies do not let it reach',
    set(HELPER, `${ENV}[PODINFO_BACKEND_URL].value`, 'http://backend-api/echo'),
  ),
  inDev(
    'name/blocked',
    'no way in',
    remove('NetworkPolicy/backend/helper-server', 'spec.ingress[1]'),
  ),
  inDev(
    'name/hard-coded-address',
    'an address of a Service',
    set(HELPER, `${ENV}[PODINFO_BACKEND_URL].value`, 'http://10.43.12.7:9000/echo'),
  ),
];
