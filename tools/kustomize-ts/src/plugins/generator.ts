import { originOfConfiguration } from '../accumulate/origin.ts';
import { generatorOfConfigMap, generatorOfSecret } from '../generators/generate.ts';
import type { Generator } from '../generators/generate.ts';
import { generatorOfIamPolicy, iamPolicy } from '../generators/iam-policy.ts';
import { object, string, uncoerced } from '../kustomization/decode.ts';
import type { Decoder } from '../kustomization/decode.ts';
import { configMapGenerator, secretGenerator } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import type { Root } from '../load/loader.ts';
import type { Resource } from '../resource/resource.ts';
import { decodeConfiguration, refuseForeign, wrongKind } from './configuration.ts';

type Factory = (context: BuildContext, root: Root, configuration: Resource) => Generator;

const FACTORIES: Readonly<Record<string, Factory>> = {
  ConfigMapGenerator: (context, root, configuration) =>
    generatorOfConfigMap(context, root, named(configMapGenerator, configuration)),
  IAMPolicyGenerator: (context, _, configuration) =>
    generatorOfIamPolicy(context, decodeConfiguration(iamPolicy, configuration)),
  SecretGenerator: (context, root, configuration) =>
    generatorOfSecret(context, root, named(secretGenerator, configuration)),
};

/**
 * The generator that an object under `generators` configures. Its paths are relative to `root`, the folder of the
 * kustomization that lists it; the `generatorOptions` there do not count for it.
 * Errors: a kind that is not built in ('unsupported') or no generator ('invalid-value'), as the decoders.
 */
export function configuredGenerator(
  context: BuildContext,
  root: Root,
  configuration: Resource,
): Generator {
  refuseForeign(configuration);
  const { kind } = configuration;
  if (!Object.hasOwn(FACTORIES, kind))
    throw wrongKind(configuration, 'generators', Object.keys(FACTORIES));
  const generator = FACTORIES[kind]!(context, root, configuration);
  const origin = originOfConfiguration(configuration);
  return { ...generator, by: 'generators', ...(origin && { origin }) };
}

const metadata = object({ metadata: object({ name: string, namespace: string }) });

/** Name and namespace are those of the configuration where it gives the object none. */
function named<T extends { readonly name?: string; readonly namespace?: string }>(
  decode: Decoder<T>,
  configuration: Resource,
): T {
  const entry = decodeConfiguration(uncoerced(decode), configuration);
  const { name = '', namespace = '' } = decodeConfiguration(metadata, configuration).metadata ?? {};
  return { ...entry, name: entry.name || name, namespace: entry.namespace || namespace };
}
