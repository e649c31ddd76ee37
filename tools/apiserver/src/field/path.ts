/** Where a field stands in an object, in the notation of the API server: `spec.ports[0].port`. */
export class Path {
  readonly #parent: Path | undefined;
  readonly #step: string;

  constructor(parent: Path | undefined, step: string) {
    this.#parent = parent;
    this.#step = step;
  }

  /** A field below, or several: `child('spec', 'template')`. */
  child(...names: string[]): Path {
    return names.reduce<Path>(
      (path, name) => new Path(path, path === root ? name : `.${name}`),
      this,
    );
  }

  /** An item of a list. */
  index(index: number): Path {
    return new Path(this, `[${index}]`);
  }

  /** A key of a map. */
  key(key: string): Path {
    return new Path(this, `[${key}]`);
  }

  toString(): string {
    return (this.#parent?.toString() ?? '') + this.#step;
  }
}

/** The object itself. */
export const root: Path = new Path(undefined, '');
