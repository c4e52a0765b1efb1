ALTER TABLE "ratelimit_overrides" ADD COLUMN "algorithm" text;--> statement-breakpoint
ALTER TABLE "ratelimit_overrides" ADD COLUMN "burst" integer;