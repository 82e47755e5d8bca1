// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A name on the way to a hidden path, or the last one of it. */
interface Node {
  isHidden: boolean;
  readonly below: Map<string, Node>;
}

/** Paths at and below which something is hidden; all are canonical. */
export class HiddenPaths {
  #root = newNode();

  /** Hides a path, which covers the hidden paths below it. */
  add(path: string): void {
    let node = this.#root;
    for (const name of namesOf(path)) {
      if (node.isHidden) return;
      let next = node.below.get(name);
      if (!next) node.below.set(name, next = newNode());
      node = next;
    }
    node.isHidden = true;
    node.below.clear();
  }

  /** Whether a path is hidden, or lies below a hidden one. */
  covers(path: string): boolean {
    let node: Node | undefined = this.#root;
    if (node.below.size === 0) return false;
    for (const name of namesOf(path)) {
      node = node.below.get(name);
      if (!node || node.isHidden) break;
    }
    return node?.isHidden ?? false;
  }

  /** Removes all paths. */
  clear(): void {
    this.#root = newNode();
  }

  /** The paths, none of which lies below another. */
  *[Symbol.iterator](): Iterator<string> {
    const rest = [{ node: this.#root, base: "", name: "" }];
    for (let next; (next = rest.pop());) {
      const { node, base, name } = next;
      const path = base + name;
      if (node.isHidden) yield path;
      for (const [name, below] of node.below) {
        rest.push({ node: below, base: `${path}/`, name });
      }
    }
  }
}

function newNode(): Node {
  return { isHidden: false, below: new Map() };
}

/**
 * The names of a path from the root, one at a time: usually the first one
 * decides.
 */
function* namesOf(path: string): Generator<string> {
  for (let start = 1; start < path.length;) {
    const slash = path.indexOf("/", start);
    const end = slash < 0 ? path.length : slash;
    yield path.slice(start, end);
    start = end + 1;
  }
}
