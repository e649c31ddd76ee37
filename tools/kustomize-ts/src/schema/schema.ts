import { BUILT_IN_MERGE_SCHEMAS } from '../merge/merge-schema.ts';
import type { MergeSchemas } from '../merge/merge-schema.ts';
import type { OpenApi } from './open-api.ts';
import { BUILT_IN_SCOPES } from './built-in-scopes.ts';

/** The only schema that kustomize 5.8.1 has built in. */
export const BUILT_IN_VERSION = 'v1.21.2';

/** A schema file, parsed when it is first asked for: kustomize does not notice what is wrong in one that is not used. */
export interface SchemaFile {
  readonly path: string;
  readonly read: () => OpenApi;
}

/** A kind that kustomize always knows, whatever `openapi` says. */
const KUSTOMIZATION = 'kustomize.config.k8s.io/v1beta1 Kustomization';

/** How far the built-in schema has come into play; matters only where a base brings its own schema later. */
export type BuiltInUse = 'none' | 'asked' | 'loaded';

/**
 * What one build knows of kinds. `openapi` replaces the built-in schema, from the kustomization that sets it on; whether
 * the built-in one stays beside it depends on what was asked before, as in kustomize, whose schema is a global variable
 * (openapi.go: SetSchema, initSchema; kustomize issue 4824).
 */
export class Schema {
  private file: SchemaFile | undefined;
  private version = '';
  private ready = false;
  private use: BuiltInUse = 'none';
  private schemas = BUILT_IN_MERGE_SCHEMAS;
  private custom: OpenApi | undefined;

  /** Whether a kustomization has chosen: the first one counts, which is the one that is built. */
  get isSet(): boolean {
    return this.file !== undefined || this.version !== '';
  }

  /** The same for schemas under which a base builds to the same. */
  get key(): string {
    return this.file ? `${this.file.path} ${this.use}` : this.version;
  }

  get builtInUse(): BuiltInUse {
    return this.use;
  }

  /** Replaces the built-in schema. */
  setFile(file: SchemaFile): void {
    this.file = file;
    this.ready = false;
  }

  /** Chooses the built-in schema for good. */
  setVersion(version: string): void {
    this.version = version;
  }

  /** Takes over what a base asked of the built-in schema in another build. */
  note(use: BuiltInUse): void {
    if (use === 'loaded' || this.use === 'none') this.use = use;
  }

  /** Whether the kind is known to live outside of namespaces. Errors: as readOpenApi. */
  isClusterScoped(apiVersion: string, kind: string): boolean {
    const key = `${apiVersion} ${kind}`;
    const builtIn = BUILT_IN_SCOPES.get(key);
    if (builtIn !== undefined) return builtIn === 'cluster';
    if (this.file) this.load(this.file);
    else if (this.use === 'none') this.use = 'asked';
    return this.custom?.scopes.get(key) === 'cluster';
  }

  /** The types that merges follow. Errors: as readOpenApi. */
  mergeSchemas(): MergeSchemas {
    if (this.file) this.load(this.file);
    else this.use = 'loaded';
    return this.schemas;
  }

  private load(file: SchemaFile): void {
    if (this.ready) return;
    const custom = file.read();
    const builtIn = BUILT_IN_MERGE_SCHEMAS;
    const kustomization = [KUSTOMIZATION, builtIn.kinds.get(KUSTOMIZATION) ?? {}] as const;
    // What kustomize reads later wins.
    if (this.use === 'loaded') this.schemas = join(builtIn, custom);
    else if (this.use === 'asked') this.schemas = join(custom, builtIn);
    else this.schemas = { ...custom, kinds: new Map([...custom.kinds, kustomization]) };
    this.custom = custom;
    this.ready = true;
  }
}

function join(a: MergeSchemas, b: MergeSchemas): MergeSchemas {
  return { kinds: new Map([...a.kinds, ...b.kinds]), types: new Map([...a.types, ...b.types]) };
}
