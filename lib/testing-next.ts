import { vi } from "vitest";

// Outside Next, `after` has no request to wait for. Before every file: those that share a process share what they import.
vi.mock("next/server", () => ({ after: () => {} }));
