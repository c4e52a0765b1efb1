import { LRUCache } from "lru-cache";
import { type PermissionSet, permissionSet } from "../platform/permission";

const NONE: readonly never[] = Object.freeze([]);
/** The most used lists; what is rarer than these may be in memory more than once. */
const MOST = 10_000;
/** Characters of the lists' texts; the lists themselves are in their records anyway. */
const MOST_CHARACTERS = 8_000_000;

/**
 * Gives out one copy of what is equal: a million keys have a few thousand lists of permissions and limits between them. A
 * copy is frozen, for it is everybody's.
 */
export class Shared {
  readonly #lists = new LRUCache<string, readonly unknown[]>({
    max: MOST,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, text) => text.length,
  });
  readonly #texts = new LRUCache<string, string>({ max: MOST });
  readonly #granted = new WeakMap<readonly string[], PermissionSet>();

  /** A list of what JSON can say in full. */
  list<T>(items: readonly T[]): readonly T[] {
    if (items.length === 0) return NONE;
    const text = JSON.stringify(items);
    const known = this.#lists.get(text);
    if (known) return known as readonly T[];
    for (const item of items) Object.freeze(item);
    this.#lists.set(text, Object.freeze(items));
    return items;
  }

  text(value: string): string {
    const known = this.#texts.get(value);
    if (known === undefined) this.#texts.set(value, value);
    return known ?? value;
  }

  /** Of a list that `list` has given out. */
  granted(permissions: readonly string[]): PermissionSet {
    const known = this.#granted.get(permissions);
    if (known) return known;
    const made = permissionSet(permissions);
    this.#granted.set(permissions, made);
    return made;
  }
}
