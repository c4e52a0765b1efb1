DROP INDEX "usage_rollups_key";--> statement-breakpoint
ALTER TABLE "usage_rollups" DROP CONSTRAINT "usage_rollups_workspace_id_resolution_bucket_api_id_environment_key_id_secret_id_identity_id_code_pk";--> statement-breakpoint
ALTER TABLE "usage_rollups" ADD CONSTRAINT "usage_rollups_pk" PRIMARY KEY("key_id","resolution","bucket","secret_id","code","identity_id","workspace_id");--> statement-breakpoint
CREATE INDEX "usage_rollups_workspace" ON "usage_rollups" USING btree ("workspace_id","resolution","bucket");