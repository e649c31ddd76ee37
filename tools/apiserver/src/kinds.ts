import { allocateService } from './allocate/service.ts';
import { admitIngress } from './plugin/admit-ingress.ts';
import {
  admitPersistentVolumeClaim,
  reviewPersistentVolumeClaim,
} from './plugin/admit-persistent-volume-claim.ts';
import { admitPod } from './plugin/admit-pod.ts';
import { defaultCronJob } from './default/cron-job.ts';
import { prepareDaemonSet, prepareDaemonSetUpdate } from './default/daemon-set-generation.ts';
import { defaultDaemonSet } from './default/daemon-set.ts';
import { defaultDeployment } from './default/deployment.ts';
import {
  dropDisabledCronJobFields,
  dropDisabledPodTemplateFields,
  dropDisabledStatefulSetFields,
  dropDisabledTemplateFields,
} from './default/drop-disabled.ts';
import { defaultEndpointSlice, prepareEndpointSlice } from './default/endpoint-slice.ts';
import { defaultEndpoints } from './default/endpoints.ts';
import {
  defaultHorizontalPodAutoscaler,
  defaultHorizontalPodAutoscalerV1,
} from './default/horizontal-pod-autoscaler.ts';
import { defaultIngressClass } from './default/ingress-class.ts';
import { defaultJob, prepareJob, showJob } from './default/job.ts';
import { defaultNamespace, prepareNamespace, prepareNamespaceUpdate } from './default/namespace.ts';
import { defaultNetworkPolicy } from './default/network-policy.ts';
import {
  defaultPersistentVolumeClaim,
  preparePersistentVolumeClaim,
} from './default/persistent-volume-claim.ts';
import { defaultPodTemplate } from './default/pod-template.ts';
import { defaultPod } from './default/pod.ts';
import { preparePod } from './default/prepare-pod.ts';
import { defaultPriorityClass } from './default/priority-class.ts';
import { defaultReplicaSet } from './default/replica-set.ts';
import { defaultReplicationController } from './default/replication-controller.ts';
import { defaultResourceQuota } from './default/resource-quota.ts';
import { reviewPod } from './plugin/review-pod.ts';
import { defaultRoleBinding } from './default/role-binding.ts';
import { defaultSecret, prepareSecretUpdate } from './default/secret.ts';
import { prepareServiceAccount } from './default/service-account.ts';
import { defaultService, showService } from './default/service.ts';
import { defaultStatefulSet } from './default/stateful-set.ts';
import { defaultStorageClass } from './default/storage-class.ts';
import { defaultValidatingAdmissionPolicyBinding } from './default/validating-admission-policy-binding.ts';
import { defaultValidatingAdmissionPolicy } from './default/validating-admission-policy.ts';
import type { Kind } from './kind.ts';
import { validateConfigMapUpdate } from './update/config-map.ts';
import { validateEndpointSliceUpdate } from './update/endpoint-slice.ts';
import { validateEndpointsUpdate } from './update/endpoints.ts';
import {
  validateHorizontalPodAutoscalerUpdate,
  validateHorizontalPodAutoscalerV1Update,
} from './update/horizontal-pod-autoscaler.ts';
import { validateIngressClassUpdate } from './update/ingress-class.ts';
import { validateIngressUpdate } from './update/ingress.ts';
import { validateJobUpdate } from './update/job.ts';
import { validateNamespaceUpdate } from './update/namespace.ts';
import { validateNetworkPolicyUpdate } from './update/network-policy.ts';
import { validatePersistentVolumeClaimUpdate } from './update/persistent-volume-claim.ts';
import { validatePodDisruptionBudgetUpdate } from './update/pod-disruption-budget.ts';
import { preparePodUpdate, validatePodUpdate } from './update/pod.ts';
import { validatePriorityClassUpdate } from './update/priority-class.ts';
import { validateResourceQuotaUpdate } from './update/resource-quota.ts';
import {
  validateClusterRoleBindingUpdate,
  validateRoleBindingUpdate,
} from './update/role-binding.ts';
import { validateClusterRoleUpdate, validateRoleUpdate } from './update/role.ts';
import { validateSecretUpdate } from './update/secret.ts';
import { validateServiceAccountUpdate } from './update/service-account.ts';
import { prepareServiceUpdate, validateServiceUpdate } from './update/service.ts';
import { validateStorageClassUpdate } from './update/storage-class.ts';
import {
  validateCronJobUpdate,
  validateDaemonSetUpdate,
  validateDeploymentUpdate,
  validatePodTemplateUpdate,
  validateReplicaSetUpdate,
  validateReplicationControllerUpdate,
  validateStatefulSetUpdate,
} from './update/workload.ts';
import { validateConfigMap } from './validate/config-map.ts';
import { validateCronJob } from './validate/cron-job.ts';
import { validateDaemonSet } from './validate/daemon-set.ts';
import { validateDeployment } from './validate/deployment.ts';
import { validateEndpointSlice } from './validate/endpoint-slice.ts';
import { validateEndpoints } from './validate/endpoints.ts';
import {
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerV1,
} from './validate/horizontal-pod-autoscaler.ts';
import { validateIngressClass } from './validate/ingress-class.ts';
import { validateIngress } from './validate/ingress.ts';
import { validateJob } from './validate/job.ts';
import { nameIsSubdomain, validateMetadata } from './validate/metadata.ts';
import { validateNamespace } from './validate/namespace.ts';
import { validateNetworkPolicy } from './validate/network-policy.ts';
import { validatePersistentVolumeClaim } from './validate/persistent-volume-claim.ts';
import { validatePodDisruptionBudget } from './validate/pod-disruption-budget.ts';
import { reviewNamespace } from './plugin/pod-security/namespace-labels.ts';
import {
  reviewCronJob,
  reviewPodTemplate,
  reviewWorkload,
} from './plugin/pod-security/pod-security.ts';
import { validatePodTemplateObject } from './validate/pod-template.ts';
import { validatePod } from './validate/pod.ts';
import { validatePriorityClass } from './validate/priority-class.ts';
import { validateReplicaSet } from './validate/replica-set.ts';
import { validateReplicationController } from './validate/replication-controller.ts';
import { validateResourceQuota } from './validate/resource-quota.ts';
import { validateClusterRoleBinding, validateRoleBinding } from './validate/role-binding.ts';
import { validateClusterRole, validateRole } from './validate/role.ts';
import { validateSecret } from './validate/secret.ts';
import { validateService } from './validate/service.ts';
import { validateStatefulSet } from './validate/stateful-set.ts';
import { validateStorageClass } from './validate/storage-class.ts';
import { validateValidatingAdmissionPolicyBinding } from './validate/validating-admission-policy-binding.ts';
import { validateValidatingAdmissionPolicy } from './validate/validating-admission-policy.ts';
import { warnOfEndpointSlice } from './warn/endpoint-slice.ts';
import { warnOfEndpoints } from './warn/endpoints.ts';
import { warnOfIngress } from './warn/ingress.ts';
import { warnOfNetworkPolicy } from './warn/network-policy.ts';
import { warnOfPersistentVolumeClaim } from './warn/persistent-volume-claim.ts';
import { warnOfNewPod } from './warn/pod.ts';
import { warnOfSecret } from './warn/secret.ts';
import { warnOfServiceAccount } from './warn/service-account.ts';
import { warnOfService } from './warn/service.ts';
import {
  warnOfCronJob,
  warnOfDaemonSet,
  warnOfDeployment,
  warnOfJob,
  warnOfPodTemplate,
  warnOfReplicaSet,
  warnOfReplicationController,
  warnOfStatefulSet,
} from './warn/workload.ts';

/**
 * Every kind whose rules are known, by `apiVersion Kind`. This is the only place that knows them all: a new kind is a
 * file in `default/`, `plugin/`, `validate/`, `warn/` and `update/` each, as far as it needs them, and an entry here.
 */
export const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy',
    {
      default: defaultValidatingAdmissionPolicy,
      validate: validateValidatingAdmissionPolicy,
    },
  ],
  [
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding',
    {
      default: defaultValidatingAdmissionPolicyBinding,
      validate: validateValidatingAdmissionPolicyBinding,
    },
  ],
  [
    'apps/v1 DaemonSet',
    {
      default: defaultDaemonSet,
      prepare: prepareDaemonSet,
      validate: validateDaemonSet,
      warn: warnOfDaemonSet,
      review: reviewWorkload,
      prepareUpdate: prepareDaemonSetUpdate,
      update: validateDaemonSetUpdate,
    },
  ],
  [
    'apps/v1 Deployment',
    {
      default: defaultDeployment,
      prepare: dropDisabledTemplateFields,
      validate: validateDeployment,
      warn: warnOfDeployment,
      review: reviewWorkload,
      prepareUpdate: dropDisabledTemplateFields,
      update: validateDeploymentUpdate,
    },
  ],
  [
    'apps/v1 ReplicaSet',
    {
      default: defaultReplicaSet,
      prepare: dropDisabledTemplateFields,
      validate: validateReplicaSet,
      warn: warnOfReplicaSet,
      review: reviewWorkload,
      prepareUpdate: dropDisabledTemplateFields,
      update: validateReplicaSetUpdate,
    },
  ],
  [
    'apps/v1 StatefulSet',
    {
      default: defaultStatefulSet,
      prepare: dropDisabledStatefulSetFields,
      validate: validateStatefulSet,
      warn: warnOfStatefulSet,
      review: reviewWorkload,
      prepareUpdate: dropDisabledStatefulSetFields,
      update: validateStatefulSetUpdate,
    },
  ],
  [
    'autoscaling/v1 HorizontalPodAutoscaler',
    {
      default: defaultHorizontalPodAutoscalerV1,
      validate: validateHorizontalPodAutoscalerV1,
      update: validateHorizontalPodAutoscalerV1Update,
    },
  ],
  [
    'autoscaling/v2 HorizontalPodAutoscaler',
    {
      default: defaultHorizontalPodAutoscaler,
      validate: validateHorizontalPodAutoscaler,
      update: validateHorizontalPodAutoscalerUpdate,
    },
  ],
  [
    'batch/v1 CronJob',
    {
      default: defaultCronJob,
      prepare: dropDisabledCronJobFields,
      validate: validateCronJob,
      warn: warnOfCronJob,
      review: reviewCronJob,
      prepareUpdate: dropDisabledCronJobFields,
      update: validateCronJobUpdate,
    },
  ],
  [
    'batch/v1 Job',
    {
      default: defaultJob,
      prepare: prepareJob,
      validate: validateJob,
      warn: warnOfJob,
      show: showJob,
      review: reviewWorkload,
      prepareUpdate: dropDisabledTemplateFields,
      update: validateJobUpdate,
    },
  ],
  [
    'discovery.k8s.io/v1 EndpointSlice',
    {
      default: defaultEndpointSlice,
      prepare: prepareEndpointSlice,
      validate: (slice) => validateEndpointSlice(slice),
      warn: warnOfEndpointSlice,
      prepareUpdate: prepareEndpointSlice,
      update: validateEndpointSliceUpdate,
    },
  ],
  [
    'networking.k8s.io/v1 Ingress',
    {
      admit: admitIngress,
      validate: validateIngress,
      warn: warnOfIngress,
      update: validateIngressUpdate,
    },
  ],
  [
    'networking.k8s.io/v1 IngressClass',
    {
      default: defaultIngressClass,
      validate: validateIngressClass,
      update: validateIngressClassUpdate,
    },
  ],
  [
    'networking.k8s.io/v1 NetworkPolicy',
    {
      default: defaultNetworkPolicy,
      validate: validateNetworkPolicy,
      warn: warnOfNetworkPolicy,
      update: validateNetworkPolicyUpdate,
    },
  ],
  [
    'policy/v1 PodDisruptionBudget',
    {
      validate: (budget) => validatePodDisruptionBudget(budget),
      update: validatePodDisruptionBudgetUpdate,
    },
  ],
  [
    'rbac.authorization.k8s.io/v1 ClusterRole',
    {
      validate: (role) => validateClusterRole(role),
      update: validateClusterRoleUpdate,
    },
  ],
  [
    'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
    {
      default: defaultRoleBinding,
      validate: validateClusterRoleBinding,
      update: validateClusterRoleBindingUpdate,
    },
  ],
  [
    'rbac.authorization.k8s.io/v1 Role',
    {
      validate: validateRole,
      update: validateRoleUpdate,
    },
  ],
  [
    'rbac.authorization.k8s.io/v1 RoleBinding',
    {
      default: defaultRoleBinding,
      validate: validateRoleBinding,
      update: validateRoleBindingUpdate,
    },
  ],
  [
    'scheduling.k8s.io/v1 PriorityClass',
    {
      default: defaultPriorityClass,
      validate: validatePriorityClass,
      update: validatePriorityClassUpdate,
    },
  ],
  [
    'storage.k8s.io/v1 StorageClass',
    {
      default: defaultStorageClass,
      validate: validateStorageClass,
      update: validateStorageClassUpdate,
    },
  ],
  [
    'v1 ConfigMap',
    {
      validate: validateConfigMap,
      update: validateConfigMapUpdate,
    },
  ],
  [
    'v1 Endpoints',
    {
      deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
      default: defaultEndpoints,
      validate: (endpoints) => validateEndpoints(endpoints),
      warn: warnOfEndpoints,
      update: validateEndpointsUpdate,
    },
  ],
  [
    'v1 Namespace',
    {
      default: defaultNamespace,
      prepare: prepareNamespace,
      validate: validateNamespace,
      review: reviewNamespace,
      prepareUpdate: prepareNamespaceUpdate,
      update: validateNamespaceUpdate,
    },
  ],
  [
    'v1 PersistentVolumeClaim',
    {
      default: defaultPersistentVolumeClaim,
      admit: admitPersistentVolumeClaim,
      prepare: (claim) => preparePersistentVolumeClaim(claim),
      validate: validatePersistentVolumeClaim,
      warn: warnOfPersistentVolumeClaim,
      review: reviewPersistentVolumeClaim,
      prepareUpdate: preparePersistentVolumeClaim,
      update: validatePersistentVolumeClaimUpdate,
    },
  ],
  [
    'v1 Pod',
    {
      default: defaultPod,
      admit: admitPod,
      prepare: preparePod,
      validate: validatePod,
      warn: warnOfNewPod,
      review: reviewPod,
      prepareUpdate: preparePodUpdate,
      update: validatePodUpdate,
    },
  ],
  [
    'v1 PodTemplate',
    {
      default: defaultPodTemplate,
      prepare: dropDisabledPodTemplateFields,
      validate: validatePodTemplateObject,
      warn: warnOfPodTemplate,
      review: reviewPodTemplate,
      prepareUpdate: dropDisabledPodTemplateFields,
      update: validatePodTemplateUpdate,
    },
  ],
  [
    'v1 ReplicationController',
    {
      default: defaultReplicationController,
      prepare: dropDisabledTemplateFields,
      validate: validateReplicationController,
      warn: warnOfReplicationController,
      review: reviewWorkload,
      prepareUpdate: dropDisabledTemplateFields,
      update: validateReplicationControllerUpdate,
    },
  ],
  [
    'v1 ResourceQuota',
    {
      default: defaultResourceQuota,
      validate: validateResourceQuota,
      update: validateResourceQuotaUpdate,
    },
  ],
  [
    'v1 Secret',
    {
      default: defaultSecret,
      validate: validateSecret,
      warn: warnOfSecret,
      prepareUpdate: prepareSecretUpdate,
      update: validateSecretUpdate,
    },
  ],
  [
    'v1 Service',
    {
      default: defaultService,
      allocate: allocateService,
      validate: validateService,
      warn: warnOfService,
      show: showService,
      prepareUpdate: prepareServiceUpdate,
      update: validateServiceUpdate,
    },
  ],
  [
    'v1 ServiceAccount',
    {
      prepare: prepareServiceAccount,
      validate: (account) => validateMetadata(account, true, nameIsSubdomain),
      warn: warnOfServiceAccount,
      prepareUpdate: prepareServiceAccount,
      update: validateServiceAccountUpdate,
    },
  ],
]);
