import type { Environment } from '@fingerpost/discovery';
import type { Build, Resource } from 'kustomize-ts';

/** One environment on one side of a comparison. */
export interface EnvironmentSide {
  readonly environment: Environment;
  /** Overlays that render, in the order in which they are read. */
  readonly overlays: readonly SideOverlay[];
  /** Overlays that do not: nothing is known of what they hold on this side. */
  readonly failed: readonly string[];
  readonly given: GivenResources;
  /** All that the cluster holds is here. Default: yes. Else it is some files, and what they do not have is unknown. */
  readonly isComplete?: boolean;
}

/** An overlay that renders. */
export interface SideOverlay {
  /** `dev/go-server` */
  readonly id: string;
  /** The same key, the same rendering, places included. */
  readonly key: string;
  /** Its rendering, traced. Called once at most for a key. */
  load(): Pick<Build, 'resources'>;
}

/** What the cluster brings itself. */
export interface GivenResources {
  /** Of the content and the paths. */
  readonly digest: string;
  /** Called once at most for a digest. */
  load(): readonly Resource[];
}
