import type { DiscoveryModel, StoredObject } from '@fingerpost/discovery';
import type { Node } from 'kustomize-ts';
import type { Severity } from './finding.ts';

/** One kind of mistake that breaks discovery or load balancing in silence. A file each, below `rules/`. */
export interface Rule {
  /** Stable: people suppress by it. Its page is `docs/rules/<id>.md`. */
  readonly id: string;
  /** What a problem is that names no severity of its own. */
  readonly severity: Severity;
  /** What has to be looked at again when something changes. */
  readonly scope: 'environment' | 'namespace' | 'resource' | 'service';
  /** What is wrong, in a few words. */
  readonly title: string;
  /** What happens in a cluster, and why nobody notices. */
  readonly why: string;
  /** What to do. */
  readonly fix: string;
  /** When it says nothing on purpose; '' where it always speaks. */
  readonly silent: string;
  /** Where the rule comes from: an address of documentation or source, or a measurement. */
  readonly source: string;
  /**
   * Warnings of the API server, and refusals (`spec.ports[0].name: Required value`), that say the same of the same
   * resource: they are left out where the rule has found something there.
   */
  readonly covers?: RegExp;
  readonly check: (input: RuleInput) => Iterable<Problem>;
}

/** What a rule finds. */
export interface Problem {
  readonly on: StoredObject;
  /** `spec.ports[0].port`; '' where the whole resource is meant. */
  readonly field: string;
  /** Where in the text of the field, counted from 1; default: where the field stands. */
  readonly at?: { readonly line: number; readonly column: number } | undefined;
  /** One sentence that a stranger understands, with the names and values that matter. */
  readonly message: string;
  /** Default: the rule's. */
  readonly severity?: Severity;
  /** Other places that belong to it: the pod that a Service misses. */
  readonly related?: readonly RelatedPlace[];
  /** What to do here. Default: what the rule says. */
  readonly fix?: string;
}

/** Another place that a problem is about. */
export interface RelatedPlace {
  readonly on: StoredObject;
  readonly field: string;
  /** What stands there. */
  readonly message: string;
}

/** What rules look at. */
export interface RuleInput {
  readonly model: DiscoveryModel;
  /** The objects whose mistakes are reported: all but those that the cluster brings itself. */
  readonly checked: readonly StoredObject[];
  isChecked(stored: StoredObject): boolean;
  /**
   * The input is all that the cluster holds. Else it is some files: what lies outside of their namespaces is unknown,
   * not missing.
   */
  readonly complete: boolean;
  /** Whether the input says all that there is of a namespace. */
  knowsNamespace(namespace: string): boolean;
  /** The overlays that a resource is in; none of plain files. */
  overlaysOf(stored: StoredObject): readonly string[];
  /**
   * The same resource, with the origins of its values (`originsOf`); undefined of plain files. Its overlay is built
   * again for that: ask only where something looks wrong.
   */
  traced(stored: StoredObject): Node | undefined;
  /** Something that several rules need, computed once. */
  shared<T>(compute: (input: RuleInput) => T): T;
}
