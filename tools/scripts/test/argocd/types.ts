import type { JsonObject } from 'kustomize-ts';

/** As much of Argo CD's kinds as the tests look at; the API server's schema is asked for all the rest. */
export interface Source {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly path: string;
  readonly directory?: { readonly include?: string };
}

export interface ApplicationSpec {
  readonly project: string;
  readonly source: Source;
  readonly destination: { readonly name: string; readonly namespace: string };
  readonly syncPolicy: {
    readonly automated?: { readonly prune?: boolean; readonly selfHeal?: boolean };
    readonly syncOptions: readonly string[];
  };
}

export interface Application {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'Application';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec: ApplicationSpec;
}

export interface ApplicationSet {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly goTemplate?: boolean;
    readonly goTemplateOptions?: readonly string[];
    readonly generators: readonly JsonObject[];
    readonly syncPolicy?: { readonly preserveResourcesOnDeletion?: boolean };
    readonly template: JsonObject;
  };
}

export interface AppProject {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly name?: string; readonly namespace?: string }[];
    readonly clusterResourceWhitelist?: readonly AllowedKind[];
    readonly namespaceResourceWhitelist?: readonly AllowedKind[];
  };
}

export interface AllowedKind {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}
