import { KustomizeError } from '../error.ts';
import { object, string, uncoerced } from '../kustomization/decode.ts';
import type { BuildContext } from '../load/context.ts';
import { checkObject } from '../resource/read-resources.ts';
import { Resource } from '../resource/resource.ts';
import { placeOf } from '../yaml/describe.ts';
import { parseDocument } from '../yaml/parser.ts';
import type { Generator } from './generate.ts';

/** What an IAMPolicyGenerator is told. */
export const iamPolicy = uncoerced(
  object({
    cloud: string,
    kubernetesService: object({ name: string, namespace: string }),
    serviceAccount: object({ name: string, projectId: string }),
  }),
);
export type IamPolicy = ReturnType<typeof iamPolicy>;

/**
 * Makes the ServiceAccount that stands for an account of Google Cloud. Values go into YAML text as they are, as in
 * kustomize's iampolicygenerator.go.
 * Errors: another cloud ('invalid-value'), no name ('missing-value').
 */
export function generatorOfIamPolicy({ schema }: BuildContext, config: IamPolicy): Generator {
  const { cloud = '', kubernetesService, serviceAccount, node } = config;
  const generate = (): Resource => {
    if (cloud !== 'gke') {
      throw new KustomizeError('invalid-value', `the cloud ${JSON.stringify(cloud)} is not known`, {
        place: placeOf(node),
        fix: 'write gke',
      });
    }
    const { namespace } = kubernetesService ?? {};
    const text = `
apiVersion: v1
kind: ServiceAccount
metadata:
  annotations:
    iam.gke.io/gcp-service-account: ${serviceAccount?.name ?? ''}@${serviceAccount?.projectId ?? ''}.iam.gserviceaccount.com
  name: ${kubernetesService?.name ?? ''}
${namespace ? `\n  namespace: ${namespace}` : ''}`;
    const { source, line, column } = node;
    const made = parseDocument(text);
    return new Resource(checkObject({ ...(made ?? node), source, line, column }), schema);
  };
  return { kind: 'IAMPolicyGenerator', by: 'generators', generate, node };
}
