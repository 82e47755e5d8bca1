// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BuildError } from "./build_error.ts";
import {
  componentLists,
  type Components,
  exclusions,
  namesOf,
} from "./components.ts";
import { enabledComponents } from "./describe.ts";
import { type Content, librariesOf } from "./libraries.ts";
import { variants } from "./versions.ts";

/** `configure` made something else of a list of components than what it says. */
export class ComponentError extends BuildError {
  override readonly name = "ComponentError";
  /** The components, as `decoder aac`. */
  readonly components: readonly string[];

  /** Makes the error. */
  constructor(what: string, components: readonly string[]) {
    super(
      `Cannot build the engine: ${what}: ${components.join(", ")}; ` +
        "change engine/components.ts, or the components of a library",
    );
    this.components = components;
  }
}

/** What `configure` is told of components. */
export function componentOptions(content: Content): string[] {
  const { wanted, unwanted } = choose(content);
  const options = (action: string, components: readonly Component[]) =>
    Array.from(
      Map.groupBy(components, ({ kind }) => kind),
      ([kind, list]) =>
        `--${action}-${kind}=${list.map(({ name }) => name).join(",")}`,
    );
  const { components } = variants[content.variant];
  return [
    ...(components ? ["--disable-everything"] : []),
    ...options("enable", wanted),
    ...options("disable", unwanted),
  ];
}

/**
 * Checks that what `configure` enabled, as its `header` says, is what was wanted.
 *
 * @throws {ComponentError} if it dropped a component, or kept one.
 */
export function checkComponents(content: Content, header: string): void {
  const enabled = enabledComponents(header);
  const isEnabled = ({ kind, name }: Component) =>
    enabled[kind]?.includes(name) ?? false;
  const { wanted, unwanted } = choose(content);
  const text = ({ kind, name }: Component) => `${kind} ${name}`;
  const dropped = wanted.filter((component) =>
    !component.name.includes("*") && !isEnabled(component)
  );
  if (dropped.length > 0) {
    throw new ComponentError("configure dropped", dropped.map(text));
  }
  const kept = unwanted.filter(isEnabled);
  if (kept.length > 0) {
    throw new ComponentError("configure kept", kept.map(text));
  }
}

/** A component, or several by a pattern. */
interface Component {
  readonly kind: string;
  readonly name: string;
}

function choose(content: Content) {
  const { components } = variants[content.variant];
  const fromLibraries = librariesOf(content)
    .flatMap(({ components }) => listOf(components));
  const provided = fromLibraries.map(({ name }) => name);
  return {
    wanted: [
      ...(components ? listOf(componentLists[components]) : []),
      ...fromLibraries,
    ],
    unwanted: exclusions
      .filter(({ unless = [] }) =>
        !unless.some((name) => provided.includes(name))
      )
      .flatMap(({ components }) => listOf(components)),
  };
}

function listOf(components: Components): Component[] {
  return Object.entries(components).flatMap(([kind, list]) =>
    namesOf(list).map((name) => ({ kind, name }))
  );
}
