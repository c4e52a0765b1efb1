export * from "./access";
export * from "./audit";
export * from "./auth";
export * from "./credentials";
export * from "./idempotency";
export * from "./usage";
export * from "./workspaces";
