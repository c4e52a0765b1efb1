-- One credential, many proofs: keys and secrets get their general names, and every key and foreign key begins with the workspace.
ALTER TABLE "secrets" DROP CONSTRAINT "secrets_key_id_keys_id_fk";--> statement-breakpoint
ALTER TABLE "rotations" DROP CONSTRAINT "rotations_key_id_keys_id_fk";--> statement-breakpoint
ALTER TABLE "keys" DROP CONSTRAINT "keys_api_id_apis_id_fk";--> statement-breakpoint
ALTER TABLE "keys" DROP CONSTRAINT "keys_identity_id_identities_id_fk";--> statement-breakpoint
ALTER TABLE "policies" DROP CONSTRAINT "policies_api_id_apis_id_fk";--> statement-breakpoint
ALTER TABLE "keys" RENAME TO "credentials";--> statement-breakpoint
ALTER TABLE "secrets" RENAME TO "proofs";--> statement-breakpoint
ALTER TABLE "credentials" DROP CONSTRAINT "keys_kind_shape";--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_kind_shape" CHECK (("credentials"."kind" = 'root') = ("credentials"."api_id" is null) and ("credentials"."kind" = 'root') = ("credentials"."environment" is null));--> statement-breakpoint
ALTER TABLE "credentials" RENAME CONSTRAINT "keys_workspace_id_workspaces_id_fk" TO "credentials_workspace_id_workspaces_id_fk";--> statement-breakpoint
ALTER TABLE "proofs" RENAME CONSTRAINT "secrets_workspace_id_workspaces_id_fk" TO "proofs_workspace_id_workspaces_id_fk";--> statement-breakpoint
ALTER TABLE "proofs" RENAME COLUMN "key_id" TO "credential_id";--> statement-breakpoint
ALTER TABLE "proofs" ADD COLUMN "kind" text DEFAULT 'secret' NOT NULL;--> statement-breakpoint
ALTER TABLE "proofs" ALTER COLUMN "kind" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "rotations" RENAME COLUMN "key_id" TO "credential_id";--> statement-breakpoint
ALTER TABLE "rotations" RENAME COLUMN "old_secret_id" TO "old_proof_id";--> statement-breakpoint
ALTER TABLE "rotations" RENAME COLUMN "new_secret_id" TO "new_proof_id";--> statement-breakpoint
ALTER TABLE "reminders" RENAME COLUMN "secret_id" TO "proof_id";--> statement-breakpoint
ALTER INDEX "keys_workspace" RENAME TO "credentials_workspace";--> statement-breakpoint
ALTER INDEX "keys_api" RENAME TO "credentials_api";--> statement-breakpoint
ALTER INDEX "keys_newest" RENAME TO "credentials_newest";--> statement-breakpoint
ALTER INDEX "keys_name" RENAME TO "credentials_name";--> statement-breakpoint
ALTER INDEX "keys_end" RENAME TO "credentials_end";--> statement-breakpoint
ALTER INDEX "keys_api_name" RENAME TO "credentials_api_name";--> statement-breakpoint
ALTER INDEX "keys_api_end" RENAME TO "credentials_api_end";--> statement-breakpoint
ALTER INDEX "keys_stopped" RENAME TO "credentials_stopped";--> statement-breakpoint
ALTER INDEX "keys_unused" RENAME TO "credentials_unused";--> statement-breakpoint
ALTER INDEX "keys_publishable" RENAME TO "credentials_publishable";--> statement-breakpoint
ALTER INDEX "keys_roles" RENAME TO "credentials_roles";--> statement-breakpoint
ALTER INDEX "keys_permissions" RENAME TO "credentials_permissions";--> statement-breakpoint
DROP INDEX "secrets_hash_unique";--> statement-breakpoint
CREATE UNIQUE INDEX "proofs_hash_unique" ON "proofs" USING btree ("hash","kind");--> statement-breakpoint
ALTER INDEX "secrets_start" RENAME TO "proofs_start";--> statement-breakpoint
ALTER INDEX "secrets_used" RENAME TO "proofs_used";--> statement-breakpoint
ALTER INDEX "secrets_retiring" RENAME TO "proofs_retiring";--> statement-breakpoint
DROP INDEX "apis_workspace";--> statement-breakpoint
DROP INDEX "keys_identity";--> statement-breakpoint
DROP INDEX "secrets_key";--> statement-breakpoint
DROP INDEX "rotations_key";--> statement-breakpoint
DROP INDEX "policies_api_unique";--> statement-breakpoint
DROP INDEX "audit_events_id_unique";--> statement-breakpoint
ALTER TABLE "apis" DROP CONSTRAINT "apis_pkey";--> statement-breakpoint
ALTER TABLE "apis" ADD CONSTRAINT "apis_workspace_id_id_pk" PRIMARY KEY("workspace_id","id");--> statement-breakpoint
ALTER TABLE "identities" DROP CONSTRAINT "identities_pkey";--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_workspace_id_id_pk" PRIMARY KEY("workspace_id","id");--> statement-breakpoint
ALTER TABLE "credits" DROP CONSTRAINT "credits_pkey";--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_workspace_id_owner_id_pk" PRIMARY KEY("workspace_id","owner_id");--> statement-breakpoint
ALTER TABLE "permissions" DROP CONSTRAINT "permissions_pkey";--> statement-breakpoint
ALTER TABLE "permissions" ADD CONSTRAINT "permissions_workspace_id_id_pk" PRIMARY KEY("workspace_id","id");--> statement-breakpoint
ALTER TABLE "roles" DROP CONSTRAINT "roles_pkey";--> statement-breakpoint
ALTER TABLE "roles" ADD CONSTRAINT "roles_workspace_id_id_pk" PRIMARY KEY("workspace_id","id");--> statement-breakpoint
ALTER TABLE "policies" DROP CONSTRAINT "policies_pkey";--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_workspace_id_id_pk" PRIMARY KEY("workspace_id","id");--> statement-breakpoint
ALTER TABLE "ratelimit_overrides" DROP CONSTRAINT "ratelimit_overrides_pkey";--> statement-breakpoint
ALTER TABLE "ratelimit_overrides" ADD CONSTRAINT "ratelimit_overrides_workspace_id_id_pk" PRIMARY KEY("workspace_id","id");--> statement-breakpoint
ALTER TABLE "reminders" DROP CONSTRAINT "reminders_secret_id_days_pk";--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_workspace_id_proof_id_days_pk" PRIMARY KEY("workspace_id","proof_id","days");--> statement-breakpoint
ALTER TABLE "credentials" DROP CONSTRAINT "keys_pkey";--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_workspace_id_id_pk" PRIMARY KEY("workspace_id","id");--> statement-breakpoint
ALTER TABLE "proofs" DROP CONSTRAINT "secrets_pkey";--> statement-breakpoint
ALTER TABLE "proofs" ADD CONSTRAINT "proofs_workspace_id_id_pk" PRIMARY KEY("workspace_id","id");--> statement-breakpoint
ALTER TABLE "rotations" DROP CONSTRAINT "rotations_pkey";--> statement-breakpoint
ALTER TABLE "rotations" ADD CONSTRAINT "rotations_workspace_id_id_pk" PRIMARY KEY("workspace_id","id");--> statement-breakpoint
CREATE INDEX "credentials_identity" ON "credentials" USING btree ("workspace_id","identity_id","id");--> statement-breakpoint
CREATE INDEX "proofs_credential" ON "proofs" USING btree ("workspace_id","credential_id");--> statement-breakpoint
CREATE INDEX "rotations_credential" ON "rotations" USING btree ("workspace_id","credential_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "policies_api_unique" ON "policies" USING btree ("workspace_id","api_id");--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_api_fk" FOREIGN KEY ("workspace_id","api_id") REFERENCES "public"."apis"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_identity_fk" FOREIGN KEY ("workspace_id","identity_id") REFERENCES "public"."identities"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_api_fk" FOREIGN KEY ("workspace_id","api_id") REFERENCES "public"."apis"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proofs" ADD CONSTRAINT "proofs_credential_fk" FOREIGN KEY ("workspace_id","credential_id") REFERENCES "public"."credentials"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rotations" ADD CONSTRAINT "rotations_credential_fk" FOREIGN KEY ("workspace_id","credential_id") REFERENCES "public"."credentials"("workspace_id","id") ON DELETE cascade ON UPDATE no action;
