export * from "./exists.ts";
export * from "./walk.ts";
