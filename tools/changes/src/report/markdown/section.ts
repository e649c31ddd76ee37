/** The smallest thing that is shown or left out as a whole. Markdown that ends with a line break. */
export interface Item {
  readonly full: string;
  /** In its place where it is too long: bounded, and it says so. */
  readonly brief: string;
}

/** Items that stand together, such as the resources of one overlay. All but the items is bounded in length. */
export interface Part {
  /** Above the items; '' for none. */
  readonly heading: string;
  /** HTML for the line that unfolds them; '' where they are never folded. */
  readonly summary: string;
  /** Around the items: a fence, the head of a table. */
  readonly open: string;
  readonly close: string;
  readonly items: readonly Item[];
}

export interface Section {
  readonly title: string;
  /** What one item is called. */
  readonly noun: string;
  /** The part of what is left of the limit that it may use where not all fits; 1: what all others leave. */
  readonly share: number;
  readonly parts: readonly Part[];
}

/** Items without anything around them. */
export function plainPart(items: readonly Item[], summary = ''): Part {
  return { heading: '', summary, open: '', close: '', items };
}
