import { kubectl } from '@fingerpost/lab';

import { readField, readObject } from './objects.ts';
import { seconds, until } from './step.ts';

const LIMIT = 120_000;
const DEPLOYMENT = { namespace: 'backend', object: 'deployment/helper-server' };
const SERVICE = { namespace: 'backend', object: 'service/helper-server' };
const SLICE = { namespace: 'data', object: 'endpointslice/partner-feed' };

/** What somebody changes by hand is undone: a field, a whole object, and an EndpointSlice. */
export async function handEditsHealed(): Promise<string> {
  const replicas = await readField(DEPLOYMENT, '.spec.replicas');
  const scale = ['scale', DEPLOYMENT.object, '--replicas=5', `--namespace=${DEPLOYMENT.namespace}`];
  await kubectl(scale);
  const scaled = await until('replicas are back', LIMIT, async () =>
    (await readField(DEPLOYMENT, '.spec.replicas')) === replicas ? true : undefined,
  );

  const old = await readField(SERVICE, '.metadata.uid');
  await kubectl(['delete', SERVICE.object, `--namespace=${SERVICE.namespace}`]);
  const deleted = await until('the Service is back', LIMIT, async () => {
    const service = await readObject(SERVICE);
    const uid = service && (await readField(SERVICE, '.metadata.uid'));
    return uid === undefined || uid === old ? undefined : true;
  });

  const addresses = await readField(SLICE, '.endpoints[0].addresses[0]');
  const path = '/endpoints/0/addresses/0';
  const patch = JSON.stringify([{ op: 'replace', path, value: '192.0.2.1' }]);
  const where = [SLICE.object, `--namespace=${SLICE.namespace}`];
  await kubectl(['patch', ...where, '--type=json', `--patch=${patch}`]);
  const moved = await until('the address is back', LIMIT, async () =>
    (await readField(SLICE, '.endpoints[0].addresses[0]')) === addresses ? true : undefined,
  );
  const took = [scaled, deleted, moved].map((one) => seconds(one.took));
  return `replicas after ${took[0]} s, a deleted Service after ${took[1]} s, an EndpointSlice after ${took[2]} s`;
}
