// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A name on the way to something mounted, or the last one of its path. */
interface Node<T> {
  mounted: T | undefined;
  readonly below: Map<string, Node<T>>;
}

/**
 * What is mounted, by canonical paths. Finding it takes as long as a path has names,
 * however much is mounted.
 */
export class MountTree<T> {
  readonly #root: Node<T> = newNode();

  /** What is mounted at exactly `point`. */
  at(point: string): T | undefined {
    return this.#node(point)?.mounted;
  }

  /** What is mounted at `path`, or else nearest above it. */
  nearest(path: string): T | undefined {
    let found = this.#root.mounted;
    let node: Node<T> | undefined = this.#root;
    for (const name of namesOf(path)) {
      node = node.below.get(name);
      if (!node) break;
      found = node.mounted ?? found;
    }
    return found;
  }

  /** The names in `path` at which, or below which, something is mounted. */
  namesIn(path: string): Iterable<string> {
    return this.#node(path)?.below.keys() ?? [];
  }

  /** Whether something is mounted below `path`. */
  isAbove(path: string): boolean {
    return (this.#node(path)?.below.size ?? 0) > 0;
  }

  /** Mounts at a point, where nothing is mounted yet. */
  add(point: string, mounted: T): void {
    let node = this.#root;
    for (const name of namesOf(point)) {
      let next = node.below.get(name);
      if (!next) node.below.set(name, next = newNode());
      node = next;
    }
    node.mounted = mounted;
  }

  /** Unmounts what is mounted at a point. */
  remove(point: string): void {
    const way: [Node<T>, string][] = [];
    let node = this.#root;
    for (const name of namesOf(point)) {
      way.push([node, name]);
      node = node.below.get(name)!;
    }
    node.mounted = undefined;
    for (const [parent, name] of way.reverse()) {
      const { mounted, below } = parent.below.get(name)!;
      if (mounted !== undefined || below.size > 0) break;
      parent.below.delete(name);
    }
  }

  #node(path: string): Node<T> | undefined {
    let node: Node<T> | undefined = this.#root;
    for (const name of namesOf(path)) node = node?.below.get(name);
    return node;
  }
}

function newNode<T>(): Node<T> {
  return { mounted: undefined, below: new Map() };
}

/** The names of a canonical path. */
function namesOf(path: string): string[] {
  return path === "/" ? [] : path.slice(1).split("/");
}
