import type { DirectiveName } from './directives.ts';
import { setupAcl } from './setup/acl.ts';
import { setupAny } from './setup/any.ts';
import { setupAuto } from './setup/auto.ts';
import { setupAutopath } from './setup/autopath.ts';
import { setupBind } from './setup/bind.ts';
import { setupBufsize } from './setup/bufsize.ts';
import { setupCache } from './setup/cache.ts';
import { setupCancel } from './setup/cancel.ts';
import { setupChaos } from './setup/chaos.ts';
import { setupAzure, setupClouddns, setupRoute53 } from './setup/cloud.ts';
import { setupDebug } from './setup/debug.ts';
import { setupDns64 } from './setup/dns64.ts';
import { setupDnssec } from './setup/dnssec.ts';
import { setupDnstap } from './setup/dnstap.ts';
import { setupDynupdate } from './setup/dynupdate.ts';
import { setupErratic } from './setup/erratic.ts';
import { setupErrors } from './setup/errors.ts';
import { setupEtcd } from './setup/etcd.ts';
import { setupFile } from './setup/file.ts';
import { setupForward } from './setup/forward.ts';
import { setupGeoip } from './setup/geoip.ts';
import { setupGrpc } from './setup/grpc.ts';
import { setupHeader } from './setup/header.ts';
import { setupHealth } from './setup/health.ts';
import { setupHosts } from './setup/hosts.ts';
import { setupExternal } from './setup/k8s-external.ts';
import { setupKubernetes } from './setup/kubernetes.ts';
import { setupGrpcServer, setupHttps, setupHttps3, setupQuic } from './setup/limits.ts';
import { setupLoadbalance } from './setup/loadbalance.ts';
import { setupLocal } from './setup/local.ts';
import { setupLog } from './setup/log.ts';
import { setupLoop } from './setup/loop.ts';
import { setupMetadata } from './setup/metadata.ts';
import { setupMinimal } from './setup/minimal.ts';
import { setupMultisocket } from './setup/multisocket.ts';
import { setupNomad } from './setup/nomad.ts';
import { setupNsid } from './setup/nsid.ts';
import { setupOn } from './setup/on.ts';
import { setupPprof } from './setup/pprof.ts';
import { setupPrometheus } from './setup/prometheus.ts';
import { setupProxyproto } from './setup/proxyproto.ts';
import { setupReady } from './setup/ready.ts';
import { setupReload } from './setup/reload.ts';
import { setupRewrite } from './setup/rewrite.ts';
import { setupRoot } from './setup/root.ts';
import { setupSecondary } from './setup/secondary.ts';
import type { Setup } from './setup/setup.ts';
import { setupShed } from './setup/shed.ts';
import { setupSign } from './setup/sign.ts';
import { setupSiit } from './setup/siit.ts';
import { setupTemplate } from './setup/template.ts';
import { setupTimeouts } from './setup/timeouts.ts';
import { setupTls } from './setup/tls.ts';
import { setupTrace } from './setup/trace.ts';
import { setupTransfer } from './setup/transfer.ts';
import { setupTsig } from './setup/tsig.ts';
import { setupView } from './setup/view.ts';
import { setupWhoami } from './setup/whoami.ts';

/** What reads each directive. */
export const SETUPS: Readonly<Record<DirectiveName, Setup>> = {
  root: setupRoot,
  metadata: setupMetadata,
  geoip: setupGeoip,
  cancel: setupCancel,
  proxyproto: setupProxyproto,
  quic: setupQuic,
  grpc_server: setupGrpcServer,
  https: setupHttps,
  https3: setupHttps3,
  timeouts: setupTimeouts,
  multisocket: setupMultisocket,
  reload: setupReload,
  nsid: setupNsid,
  bufsize: setupBufsize,
  bind: setupBind,
  debug: setupDebug,
  trace: setupTrace,
  ready: setupReady,
  health: setupHealth,
  pprof: setupPprof,
  shed: setupShed,
  prometheus: setupPrometheus,
  errors: setupErrors,
  log: setupLog,
  dnstap: setupDnstap,
  local: setupLocal,
  dns64: setupDns64,
  siit: setupSiit,
  any: setupAny,
  chaos: setupChaos,
  loadbalance: setupLoadbalance,
  tsig: setupTsig,
  rewrite: setupRewrite,
  autopath: setupAutopath,
  acl: setupAcl,
  cache: setupCache,
  header: setupHeader,
  dnssec: setupDnssec,
  tls: setupTls,
  minimal: setupMinimal,
  template: setupTemplate,
  transfer: setupTransfer,
  dynupdate: setupDynupdate,
  hosts: setupHosts,
  route53: setupRoute53,
  azure: setupAzure,
  clouddns: setupClouddns,
  k8s_external: setupExternal,
  kubernetes: setupKubernetes,
  file: setupFile,
  auto: setupAuto,
  secondary: setupSecondary,
  etcd: setupEtcd,
  loop: setupLoop,
  forward: setupForward,
  grpc: setupGrpc,
  erratic: setupErratic,
  whoami: setupWhoami,
  on: setupOn,
  sign: setupSign,
  view: setupView,
  nomad: setupNomad,
};
