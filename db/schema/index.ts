export * from "./access";
export * from "./audit";
export * from "./auth";
export * from "./idempotency";
export * from "./keys";
export * from "./usage";
export * from "./workspaces";
