DROP INDEX "secrets_unused";--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "ever_used" boolean DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE "keys" SET "ever_used" = true WHERE "id" IN (SELECT "key_id" FROM "secrets" WHERE "last_used_at" IS NOT NULL);--> statement-breakpoint
CREATE INDEX "keys_api_name" ON "keys" USING btree ("workspace_id","api_id",(lower("name") collate "C"),"id");--> statement-breakpoint
CREATE INDEX "keys_api_end" ON "keys" USING btree ("workspace_id","api_id",coalesce("expires_at", 'infinity'::timestamptz),"id");--> statement-breakpoint
CREATE INDEX "keys_unused" ON "keys" USING btree ("workspace_id","kind","id") WHERE not "keys"."ever_used";