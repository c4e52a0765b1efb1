import { type SQL, sql } from "drizzle-orm";
import type { ListenClient } from "@/db/client";
import type { Listen } from "./channel";

const NAME = "latchkey_changes";

/** LISTEN on a connection of its own: a pool would hand it to somebody else. */
export const listenOnPostgres =
  (newClient: () => ListenClient): Listen =>
  async (hear) => {
    const client = newClient();
    const ended = new Promise((resolve) => client.once("end", resolve));
    client.on("error", () => {});
    client.on("notification", ({ payload }) => hear(payload ?? ""));
    const close = () => void client.end().catch(() => {});
    try {
      await client.connect();
      await client.query(`listen ${NAME}`);
    } catch (error) {
      close();
      throw error;
    }
    return { ended, ping: () => client.query("select 1"), close };
  };

/** Said inside the transaction: PostgreSQL delivers it when, and only if, it commits. */
export const notify = (lines: string[]): SQL =>
  sql`select pg_notify(${NAME}, line) from json_array_elements_text(${JSON.stringify(lines)}::json) as line`;
