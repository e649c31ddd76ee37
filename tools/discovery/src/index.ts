/** Resources in, what they mean in a cluster out. Pure. */

// The model, whole
export { discover } from './discover.ts';
export type { DiscoveryModel } from './discover.ts';
export type { NotModelled } from './not-modelled.ts';
export { defaultEnvironment, familiesOf } from './environment/environment.ts';
export type {
  DnsEnvironment,
  Environment,
  Family,
  Node,
  PodState,
  UpstreamRecord,
} from './environment/environment.ts';
export { readNodes } from './environment/nodes.ts';
export { createKnownObjects } from './store/known-objects.ts';
export type { KnownObjects } from './store/known-objects.ts';
export { readStore } from './store/read-store.ts';
export type { Store } from './store/store.ts';
export { describeObject } from './store/stored-object.ts';
export type { Labels, StoredObject } from './store/stored-object.ts';
export {
  readLabelSelector,
  readMapSelector,
  readSelectorField,
  selects,
} from './labels/selector.ts';
export type { Requirement, Selector } from './labels/selector.ts';

// Workloads and their pods
export { containerPorts } from './workloads/container-ports.ts';
export type { ContainerPort } from './workloads/container-ports.ts';
export { hostnameOf } from './workloads/hostname.ts';
export type { Hostname } from './workloads/hostname.ts';
export { indexPods } from './workloads/pod-index.ts';
export type { PodIndex, SelectedWorkload } from './workloads/pod-index.ts';
export type { Pod } from './workloads/pod.ts';
export { readWorkloads } from './workloads/read-workloads.ts';
export type { Replicas, Workload } from './workloads/workload.ts';

// EndpointSlices
export type {
  Endpoint,
  EndpointHints,
  EndpointPort,
  EndpointsAddress,
  EndpointSlice,
  EndpointsObject,
  EndpointsSubset,
} from './endpoints/endpoint-slice.ts';
export { countEndpoints, formatEndpoints } from './endpoints/format-endpoints.ts';
export type { EndpointsRecord } from './endpoints/format-endpoints.ts';
export { formatSlices } from './endpoints/format-slices.ts';
export type { PortRecord, SliceRecord } from './endpoints/format-slices.ts';
export { predictEndpoints } from './endpoints/predict-endpoints.ts';
export type { PredictedEndpoints } from './endpoints/predict-endpoints.ts';
export { readEndpointSlice } from './endpoints/written-slices.ts';

// DNS
export type { Library, Outcome as LookupOutcome } from './dns/client/library.ts';
export { lookup } from './dns/client/lookup.ts';
export type { Attempt, Lookup, LookupOptions } from './dns/client/lookup.ts';
export { nearestNames } from './dns/client/nearest-names.ts';
export type { NearestNamesOptions, NearName } from './dns/client/nearest-names.ts';
export type { Difference } from './dns/client/reading.ts';
export { resolverOf } from './dns/client/resolver-of.ts';
export type { ResolverSettings } from './dns/client/resolver-of.ts';
export type { Nameserver, NodeResolver, Resolver } from './dns/client/resolver.ts';
export { clusterNames } from './dns/kubernetes/cluster-names.ts';
export type { ClusterNames } from './dns/kubernetes/cluster-names.ts';
export { defaultKubernetesConfig } from './dns/kubernetes/config.ts';
export type { KubernetesConfig } from './dns/kubernetes/config.ts';
export { makeKubernetesHandler } from './dns/kubernetes/handler.ts';
export type { NamedPort, NamedService } from './dns/kubernetes/named-service.ts';
export { resolveSymbols } from './dns/kubernetes/symbol.ts';
export type { AddressOf } from './dns/kubernetes/symbol.ts';
export type { Handler, Question, Rcode, Reply, ResourceRecord } from './dns/message.ts';
export { makeNameServer } from './dns/name-server.ts';
export type { NameServer, NameServerOptions } from './dns/name-server.ts';
export { makeUpstream } from './dns/plugins/upstream.ts';
export type { Upstream, UpstreamServer } from './dns/plugins/upstream.ts';
export type { DnsRecord } from './dns/record.ts';
export { clusterRecords } from './dns/records.ts';
export { isTruncated } from './dns/truncation.ts';
export type { Position } from './corefile/corefile-error.ts';
export { DISTRIBUTIONS } from './corefile/default-corefiles.ts';
export type { Distribution as DnsDistribution } from './corefile/default-corefiles.ts';
export { loadCorefile, reloadVerdict } from './corefile/load-corefile.ts';
export type {
  CorefileNotModelled,
  LoadedCorefile,
  MainFile,
  Start,
} from './corefile/load-corefile.ts';
export type { Server, ZoneAddress } from './corefile/server-block.ts';
export type { PluginConfig } from './corefile/setup/plugin.ts';
export type { UpstreamAddress } from './corefile/setup/upstreams.ts';

// Services
export type { Affinity, AffinityDefeat } from './services/affinity.ts';
export { describeService } from './services/describe-service.ts';
export type { ClientDistribution, Distribution, Nearness } from './services/distribution.ts';
export { nearEndpoints } from './services/near-endpoints.ts';
export type { NearEndpoints } from './services/near-endpoints.ts';
export type { Exposure, LoadBalancer, LoadBalancerProvider } from './services/exposure.ts';
export { formatServices } from './services/format-services.ts';
export type {
  FormattedLoadBalancer,
  FormattedPort,
  FormattedService,
} from './services/format-services.ts';
export type { PortTarget, ServicePort } from './services/ports.ts';
export type { Balancing, EndpointCount, Outcome, Outcomes, Service } from './services/service.ts';

// Routes
export { formatRoutes } from './routes/format-routes.ts';
export type {
  FormattedBackend,
  FormattedParent,
  FormattedRoute,
  FormattedRoutes,
  FormattedRule,
} from './routes/format-routes.ts';
export type { Routes } from './routes/read-routes.ts';
export type {
  BackendReason,
  ParentReason,
  Route,
  RouteBackend,
  RouteConflict,
  RouteListener,
  RouteMatch,
  RouteParent,
  RouteRule,
  RuleReference,
  Verdict,
} from './routes/route.ts';

// Scrapes
export { formatScrapes } from './scrapes/format-scrapes.ts';
export type { FormattedScrape } from './scrapes/format-scrapes.ts';
export type { Scrapes } from './scrapes/read-scrapes.ts';
export type {
  EmptyReason,
  EmptySelection,
  Scrape,
  ScrapePool,
  ScrapeTarget,
} from './scrapes/scrape.ts';

// NetworkPolicies
export { describeAddresses, isWithin, parseAddresses } from './reachability/addresses.ts';
export type { Addresses } from './reachability/addresses.ts';
export { computeReachability } from './reachability/compute-reachability.ts';
export type { Reachability } from './reachability/compute-reachability.ts';
export {
  allows,
  describeConnections,
  haveCommon,
  singleConnection,
} from './reachability/connections.ts';
export type { Connections, Protocol } from './reachability/connections.ts';
export type {
  AllowingRule,
  Explanation,
  Miss,
  PeerMiss,
  PortMiss,
  SideExplanation,
} from './reachability/explanation.ts';
export { portsAt } from './reachability/pair.ts';
export type { Outside, Party } from './reachability/party.ts';
export { rulesOf } from './reachability/policy.ts';
export type {
  AddressPeer,
  Direction,
  Peer,
  PodPeer,
  Policy,
  Rule as PolicyRule,
  RulePort,
} from './reachability/policy.ts';
export { isFor, reachFactsFor } from './reachability/reach-facts.ts';
export type { ReachFacts } from './reachability/reach-facts.ts';
export type { AllowedOutside, ReachTable } from './reachability/reach-table.ts';
export type { Allowed } from './reachability/connection-pool.ts';
export type { ReachabilityRow } from './reachability/rows.ts';
export type { Subject } from './reachability/subject.ts';

// One lookup, from the name to the pod
export type {
  Connection,
  ConnectionEnd,
  ConnectionOutcome,
  NameServerAccess,
  Story,
  Target,
} from './story/story.ts';
export { tellStory } from './story/tell-story.ts';
export type { StoryQuestion } from './story/tell-story.ts';
