import { customType, timestamp } from "drizzle-orm/pg-core";

/** `bytea` as Node's Buffer, for hashes: 32 bytes instead of 64 characters of hex. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => "bytea",
});

/** Every instant is `timestamptz` in milliseconds, read as a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
