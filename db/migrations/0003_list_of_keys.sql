DROP INDEX "keys_identity";--> statement-breakpoint
DROP INDEX "secrets_start";--> statement-breakpoint
CREATE INDEX "keys_newest" ON "keys" USING btree ("workspace_id","kind","id");--> statement-breakpoint
CREATE INDEX "keys_name" ON "keys" USING btree ("workspace_id","kind",(lower("name") collate "C"),"id");--> statement-breakpoint
CREATE INDEX "keys_end" ON "keys" USING btree ("workspace_id","kind",coalesce("expires_at", 'infinity'::timestamptz),"id");--> statement-breakpoint
CREATE INDEX "keys_stopped" ON "keys" USING btree ("workspace_id","kind","environment","id") WHERE "keys"."revoked_at" is not null or not "keys"."enabled";--> statement-breakpoint
CREATE INDEX "keys_publishable" ON "keys" USING btree ("workspace_id","kind","id") WHERE "keys"."publishable";--> statement-breakpoint
CREATE INDEX "secrets_unused" ON "secrets" USING btree ("workspace_id","key_id") WHERE "secrets"."last_used_at" is null;--> statement-breakpoint
CREATE INDEX "secrets_used" ON "secrets" USING btree ("workspace_id",coalesce("last_used_at", '-infinity'::timestamptz),"key_id");--> statement-breakpoint
CREATE INDEX "secrets_retiring" ON "secrets" USING btree ("workspace_id","retires_at") WHERE "secrets"."retires_at" is not null;--> statement-breakpoint
CREATE INDEX "keys_identity" ON "keys" USING btree ("identity_id","id");--> statement-breakpoint
CREATE INDEX "secrets_start" ON "secrets" USING btree ("workspace_id","start" text_pattern_ops);
--> statement-breakpoint
-- Parts of names and owners, for the search of large workspaces. Where the server has no pg_trgm, or this user may not
-- create it, the search works without it and reads more.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "keys_name_parts" ON "keys" USING gin ("name" gin_trgm_ops);
  CREATE INDEX "identities_parts" ON "identities" USING gin ("external_id" gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'search without pg_trgm: %', SQLERRM;
END $$;
