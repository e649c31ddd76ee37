import { intOrString, object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

/** A Service in few words: `ClusterIP: http 80 -> http`. */
export function summarizeService(service: JsonObject): string {
  const spec = object(service, 'spec');
  const type = text(spec, 'type') || 'ClusterIP';
  if (type === 'ExternalName') return `ExternalName ${text(spec, 'externalName')}`;
  const ports = objects(spec, 'ports').map((port) => {
    const name = text(port, 'name');
    const [from, to] = [intOrString(port, 'port'), intOrString(port, 'targetPort')];
    return `${name === '' ? '' : `${name} `}${String(from)} -> ${String(to)}`;
  });
  const kind = text(spec, 'clusterIP') === 'None' ? 'headless' : type;
  return `${kind}${ports.length > 0 ? `: ${ports.join(', ')}` : ''}`;
}
