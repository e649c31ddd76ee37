import type { OverlayChange } from '../changes.ts';

/** What stands beside the name of an overlay, by its status. */
export type Headings = Readonly<Partial<Record<OverlayChange['status'], string>>>;

export const HEADINGS: Readonly<Record<OverlayChange['status'], string>> = {
  changed: '',
  expected: '',
  reordered: 'the same resources in another order',
  added: 'new overlay',
  removed: 'the overlay is gone',
  failed: 'does not render any more',
  broken: 'does not render, neither before nor after',
  repaired: 'renders again, it did not before',
};
