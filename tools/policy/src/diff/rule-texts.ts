import type { RuleText } from '../rule-text.ts';

/** What is said of everything that only a comparison of two states finds. */
export const diffRules: readonly RuleText[] = [
  {
    id: 'gitops/immutable-change',
    severity: 'error',
    title: 'A change that the API server refuses: the object has to be deleted and made anew',
    why: 'Some fields are final once an object is there: the clusterIP and the loadBalancerClass of a Service, the selector of a Deployment, serviceName and volumeClaimTemplates of a StatefulSet, the template of a Job, the addressType of an EndpointSlice, the data of an immutable ConfigMap. The manifest is right by itself, so nothing but the cluster complains: the sync fails, and the old object goes on as it was. Deleting it first is an outage, unless something else is there in the meantime.',
    fix: 'make the object under another name, lead its users there and remove the old one; the finding names a shorter way where the kind has one',
    silent:
      'What the API server also says of the new manifest alone, which policy-check reports. Objects that Argo CD deletes by itself: with the sync option Force=true, and hooks with the delete policy BeforeHookCreation, which is the default. With Replace=true alone, where the API server takes the manifest as a whole. Objects whose name changes with their content, as those of generators do. Claims that only grow.',
    source: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-operations',
  },
];
