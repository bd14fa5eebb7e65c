ALTER TABLE "approvals" ADD COLUMN "hours" integer;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "uses" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "used_for" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "ended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "ended_by_id" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "ended_by_email" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "ended_because" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "seen_state" text;--> statement-breakpoint
UPDATE "approvals" SET "uses" = 1 WHERE "used_at" IS NOT NULL;--> statement-breakpoint
-- What was decided before there was any news isn't news.
UPDATE "approvals" SET "seen_state" = CASE WHEN "is_approved" = false THEN 'denied'
  WHEN "expires_at" <= now() THEN 'expired' ELSE 'approved' END
WHERE "decided_at" IS NOT NULL OR "expires_at" <= now();
