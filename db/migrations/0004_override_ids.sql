ALTER TABLE "ratelimit_overrides" DROP CONSTRAINT "ratelimit_overrides_workspace_id_namespace_identifier_pk";--> statement-breakpoint
ALTER TABLE "ratelimit_overrides" ADD COLUMN "id" text PRIMARY KEY NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "ratelimit_overrides_unique" ON "ratelimit_overrides" USING btree ("workspace_id","namespace","identifier");