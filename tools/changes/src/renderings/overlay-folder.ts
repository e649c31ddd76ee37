/** A folder with a kustomization and the name it goes by. */
export interface OverlayFolder {
  readonly id: string;
  /** Absolute. */
  readonly directory: string;
}
