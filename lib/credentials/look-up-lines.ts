/**
 * Look-ups that wait, in a line for each asker. Lines are served in turn, so an asker with thousands delays only itself:
 * another's look-up is in the next query.
 */
export class LookUpLines<T> {
  /** In the order of their turns. */
  readonly #lines = new Map<string, T[]>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(asker: string, one: T): void {
    const line = this.#lines.get(asker);
    if (line) line.push(one);
    else this.#lines.set(asker, [one]);
    this.#length++;
  }

  /** At most so many, one of each line and then the next of each. */
  take(most: number): T[] {
    const taken: T[] = [];
    for (const [asker, line] of this.#lines) {
      if (taken.length >= most) break;
      const alone = this.#lines.size === 1;
      const some = line.splice(0, alone ? most - taken.length : 1);
      for (const one of some) taken.push(one);
      // To the end, where this loop comes by again.
      this.#lines.delete(asker);
      if (line.length > 0) this.#lines.set(asker, line);
    }
    this.#length -= taken.length;
    return taken;
  }
}
