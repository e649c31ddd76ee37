import { KustomizeError } from '../error.ts';
import type { KustomizationFields } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import { loadFile, textOf } from '../load/loader.ts';
import type { Root } from '../load/loader.ts';
import { readOpenApi } from '../schema/open-api.ts';
import type { OpenApi } from '../schema/open-api.ts';
import { BUILT_IN_VERSION } from '../schema/schema.ts';
import { placeOf } from '../yaml/describe.ts';

/**
 * `openapi`: the schema of the build, unless a kustomization above has chosen one (its own file has to be there even so).
 * Errors: both path and version ('conflict'), a version that is not built in ('invalid-value'), as loadFile.
 */
export function chooseSchema(
  context: BuildContext,
  root: Root,
  { openapi }: KustomizationFields,
): void {
  if (!openapi) return;
  const place = placeOf(openapi.node);
  const path = openapi.value.get('path');
  const version = openapi.value.get('version');
  const file = path === undefined ? undefined : loadFile(context, root, path, place);
  const { schema, cache } = context;
  if (schema.isSet) return;
  if (file && version !== undefined) {
    throw new KustomizeError('conflict', 'openapi has both path and version', {
      place,
      fix: 'keep one',
    });
  }
  if (file) {
    const read = (): OpenApi => {
      const known = cache.openApis.get(file.path);
      const openApi = known ?? readOpenApi(textOf(context, file), file.source);
      if (!known) cache.openApis.set(file.path, openApi);
      return openApi;
    };
    schema.setFile({ path: file.path, read });
  } else if (version === BUILT_IN_VERSION) schema.setVersion(version);
  else if (version) {
    throw new KustomizeError('invalid-value', `the OpenAPI version ${version} is not built in`, {
      place,
      fix: `write ${BUILT_IN_VERSION}, or name a schema file under path`,
    });
  }
}
