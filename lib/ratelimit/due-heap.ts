/** A binary heap: the item that is due first is on top. `due` of an item in it must not change. */
export class DueHeap<T extends { due: number }> {
  readonly #items: T[] = [];

  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = items[above];
      if (!parent || parent.due <= item.due) break;
      items[at] = parent;
      at = above;
    }
    items[at] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const [left, right] = [items[below], items[below + 1]];
      let child = left;
      if (left && right && right.due < left.due) {
        child = right;
        below++;
      }
      if (!child || child.due >= last.due) break;
      items[at] = child;
      at = below;
    }
    items[at] = last;
    return first;
  }
}
