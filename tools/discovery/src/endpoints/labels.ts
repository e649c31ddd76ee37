/** Labels and annotations that the controllers of EndpointSlices and Endpoints give a meaning (`k8s.io/api`). */

/** The Service of an EndpointSlice (`discovery.LabelServiceName`). */
export const SERVICE_NAME = 'kubernetes.io/service-name';
/** Who looks after an EndpointSlice (`discovery.LabelManagedBy`). */
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
/** On what belongs to a Service without cluster IP (`v1.IsHeadlessService`). */
export const HEADLESS = 'service.kubernetes.io/headless';
/** When what led to the object changed; different each time, so no part of the model. */
export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

export const SLICE_CONTROLLER = 'endpointslice-controller.k8s.io';
export const MIRRORING_CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
