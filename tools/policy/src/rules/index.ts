import type { Rule } from '../rule.ts';
import { credential } from './config-map/credential.ts';
import { orphan } from './config-map/orphan.ts';
import { clusterZone } from './dns/cluster-zone.ts';
import { customUnsupported } from './dns/custom-unsupported.ts';
import { duplicatePlugin } from './dns/duplicate-plugin.ts';
import { forwardLoop } from './dns/forward-loop.ts';
import { ignoredKey } from './dns/ignored-key.ts';
import { serverBlockInOverride } from './dns/server-block-in-override.ts';
import { syntax } from './dns/syntax.ts';
import { unknownPlugin } from './dns/unknown-plugin.ts';
import { address } from './endpoint-slice/address.ts';
import { fqdn } from './endpoint-slice/fqdn.ts';
import { managedByController } from './endpoint-slice/managed-by-controller.ts';
import { orphan as orphanEndpointSlice } from './endpoint-slice/orphan.ts';
import { portMismatch } from './endpoint-slice/port-mismatch.ts';
import { deprecated } from './endpoints/deprecated.ts';
import { duplicate } from './gitops/duplicate.ts';
import { excluded } from './gitops/excluded.ts';
import { namespaceMissing } from './gitops/namespace-missing.ts';
import { order } from './gitops/order.ts';
import { noReason } from './ignore/no-reason.ts';
import { unused } from './ignore/unused.ts';
import { annotationContradicts } from './monitor/annotation-contradicts.ts';
import { annotationUnused } from './monitor/annotation-unused.ts';
import { notPickedUp } from './monitor/not-picked-up.ts';
import { portMissing as monitorPortMissing } from './monitor/port-missing.ts';
import { probeTarget } from './monitor/probe-target.ts';
import { ruleKubeProxyJob } from './monitor/rule-kube-proxy-job.ts';
import { ruleUnknownMetric } from './monitor/rule-unknown-metric.ts';
import { scrapedTwice } from './monitor/scraped-twice.ts';
import { selectsNothing as monitorSelectsNothing } from './monitor/selects-nothing.ts';
import { serviceMissed } from './monitor/service-missed.ts';
import { blocked } from './name/blocked.ts';
import { hardCodedAddress } from './name/hard-coded-address.ts';
import { headlessPodMissing } from './name/headless-pod-missing.ts';
import { portNotExposed } from './name/port-not-exposed.ts';
import { unresolvable } from './name/unresolvable.ts';
import { wrongNamespace } from './name/wrong-namespace.ts';
import { dnsBlocked } from './policy/dns-blocked.ts';
import { externalBlocked } from './policy/external-blocked.ts';
import { noDefaultDeny } from './policy/no-default-deny.ts';
import { oneSided } from './policy/one-sided.ts';
import { peerMatchesNothing } from './policy/peer-matches-nothing.ts';
import { peersOr } from './policy/peers-or.ts';
import { portNameMissing } from './policy/port-name-missing.ts';
import { routeBlocked } from './policy/route-blocked.ts';
import { scrapeBlocked } from './policy/scrape-blocked.ts';
import { selectsNothing } from './policy/selects-nothing.ts';
import { serviceCidr } from './policy/service-cidr.ts';
import { servicePort } from './policy/service-port.ts';
import { backendMissing } from './route/backend-missing.ts';
import { crossNamespace } from './route/cross-namespace.ts';
import { externalName } from './route/external-name.ts';
import { hostDuplicate } from './route/host-duplicate.ts';
import { noTls } from './route/no-tls.ts';
import { parentMissing } from './route/parent-missing.ts';
import { portMissing } from './route/port-missing.ts';
import { retiredController } from './route/retired-controller.ts';
import { cannotFail } from './script/cannot-fail.ts';
import { failsOpen } from './script/fails-open.ts';
import { noAssertion } from './script/no-assertion.ts';
import { noTimeout } from './script/no-timeout.ts';
import { notPosix } from './script/not-posix.ts';
import { affinityConfigDropped } from './service/affinity-config-dropped.ts';
import { affinityIneffective } from './service/affinity-ineffective.ts';
import { appProtocol } from './service/app-protocol.ts';
import { clusterIpFixed } from './service/cluster-ip-fixed.ts';
import { externalIps } from './service/external-ips.ts';
import { externalLocal } from './service/external-local.ts';
import { externalNameAddress } from './service/external-name-address.ts';
import { externalNameLocal } from './service/external-name-local.ts';
import { externalNamePlaceholder } from './service/external-name-placeholder.ts';
import { externalNamePorts } from './service/external-name-ports.ts';
import { externalNameSelector } from './service/external-name-selector.ts';
import { externalNameTls } from './service/external-name-tls.ts';
import { externalNameUnlisted } from './service/external-name-unlisted.ts';
import { externalUnmonitored } from './service/external-unmonitored.ts';
import { headlessAffinity } from './service/headless-affinity.ts';
import { headlessPortTranslation } from './service/headless-port-translation.ts';
import { headlessWithoutStatefulset } from './service/headless-without-statefulset.ts';
import { internalLocal } from './service/internal-local.ts';
import { linkEnvCollision } from './service/link-env-collision.ts';
import { loadBalancerAnnotation } from './service/load-balancer-annotation.ts';
import { loadBalancerIp } from './service/load-balancer-ip.ts';
import { loadBalancerOpen } from './service/load-balancer-open.ts';
import { loadBalancerProvider } from './service/load-balancer-provider.ts';
import { longLivedConnections } from './service/long-lived-connections.ts';
import { metricsMixed } from './service/metrics-mixed.ts';
import { noEndpoints } from './service/no-endpoints.ts';
import { nodePort } from './service/node-port.ts';
import { portUnnamed } from './service/port-unnamed.ts';
import { preferClose } from './service/prefer-close.ts';
import { requireDualStack } from './service/require-dual-stack.ts';
import { selectorMatchesMany } from './service/selector-matches-many.ts';
import { selectorMatchesNothing } from './service/selector-matches-nothing.ts';
import { selectorShared } from './service/selector-shared.ts';
import { selectorUnstable } from './service/selector-unstable.ts';
import { targetPortMissing } from './service/target-port-missing.ts';
import { targetPortProtocol } from './service/target-port-protocol.ts';
import { targetPortUnnamed } from './service/target-port-unnamed.ts';
import { topologyAnnotation } from './service/topology-annotation.ts';
import { clusterScopedNamespace } from './source/cluster-scoped-namespace.ts';
import { immutableLabel } from './source/immutable-label.ts';
import { patternNameLeft } from './source/pattern-name-left.ts';
import { peerOverwritten } from './source/peer-overwritten.ts';
import { selectorOnExternal } from './source/selector-on-external.ts';
import { containerRestartPolicy } from './workload/container-restart-policy.ts';
import { defaultNamespace } from './workload/default-namespace.ts';
import { disruptionBudgetBlocks } from './workload/disruption-budget-blocks.ts';
import { hostNetworkDns } from './workload/host-network-dns.ts';
import { hostPort } from './workload/host-port.ts';
import { imageUnpinned } from './workload/image-unpinned.ts';
import { missingReference } from './workload/missing-reference.ts';
import { nakedPod } from './workload/naked-pod.ts';
import { noDisruptionBudget } from './workload/no-disruption-budget.ts';
import { noDrain } from './workload/no-drain.ts';
import { noSpread } from './workload/no-spread.ts';
import { peersNotReady } from './workload/peers-not-ready.ts';
import { portNameDuplicate } from './workload/port-name-duplicate.ts';
import { probePortMissing } from './workload/probe-port-missing.ts';
import { probeRestartStorm } from './workload/probe-restart-storm.ts';
import { probesEqual } from './workload/probes-equal.ts';
import { readinessMissing } from './workload/readiness-missing.ts';
import { rolloutDropsAll } from './workload/rollout-drops-all.ts';
import { singleReplica } from './workload/single-replica.ts';
import { statefulsetService } from './workload/statefulset-service.ts';
import { tokenMounted } from './workload/token-mounted.ts';

/** All rules, by id. */
export const rules: readonly Rule[] = [
  credential,
  orphan,
  clusterZone,
  customUnsupported,
  duplicatePlugin,
  forwardLoop,
  ignoredKey,
  serverBlockInOverride,
  syntax,
  unknownPlugin,
  address,
  fqdn,
  managedByController,
  orphanEndpointSlice,
  portMismatch,
  deprecated,
  duplicate,
  excluded,
  namespaceMissing,
  order,
  noReason,
  unused,
  annotationContradicts,
  annotationUnused,
  notPickedUp,
  monitorPortMissing,
  probeTarget,
  ruleKubeProxyJob,
  ruleUnknownMetric,
  scrapedTwice,
  monitorSelectsNothing,
  serviceMissed,
  blocked,
  hardCodedAddress,
  headlessPodMissing,
  portNotExposed,
  unresolvable,
  wrongNamespace,
  dnsBlocked,
  externalBlocked,
  noDefaultDeny,
  oneSided,
  peerMatchesNothing,
  peersOr,
  portNameMissing,
  routeBlocked,
  scrapeBlocked,
  selectsNothing,
  serviceCidr,
  servicePort,
  backendMissing,
  crossNamespace,
  externalName,
  hostDuplicate,
  noTls,
  parentMissing,
  portMissing,
  retiredController,
  cannotFail,
  failsOpen,
  noAssertion,
  noTimeout,
  notPosix,
  affinityConfigDropped,
  affinityIneffective,
  appProtocol,
  clusterIpFixed,
  externalIps,
  externalLocal,
  externalNameAddress,
  externalNameLocal,
  externalNamePlaceholder,
  externalNamePorts,
  externalNameSelector,
  externalNameTls,
  externalNameUnlisted,
  externalUnmonitored,
  headlessAffinity,
  headlessPortTranslation,
  headlessWithoutStatefulset,
  internalLocal,
  linkEnvCollision,
  loadBalancerAnnotation,
  loadBalancerIp,
  loadBalancerOpen,
  loadBalancerProvider,
  longLivedConnections,
  metricsMixed,
  noEndpoints,
  nodePort,
  portUnnamed,
  preferClose,
  requireDualStack,
  selectorMatchesMany,
  selectorMatchesNothing,
  selectorShared,
  selectorUnstable,
  targetPortMissing,
  targetPortProtocol,
  targetPortUnnamed,
  topologyAnnotation,
  clusterScopedNamespace,
  immutableLabel,
  patternNameLeft,
  peerOverwritten,
  selectorOnExternal,
  containerRestartPolicy,
  defaultNamespace,
  disruptionBudgetBlocks,
  hostNetworkDns,
  hostPort,
  imageUnpinned,
  missingReference,
  nakedPod,
  noDisruptionBudget,
  noDrain,
  noSpread,
  peersNotReady,
  portNameDuplicate,
  probePortMissing,
  probeRestartStorm,
  probesEqual,
  readinessMissing,
  rolloutDropsAll,
  singleReplica,
  statefulsetService,
  tokenMounted,
];
