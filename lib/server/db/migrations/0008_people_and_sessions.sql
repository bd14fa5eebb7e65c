ALTER TABLE "staff_members" ADD COLUMN "invited_by_id" text;--> statement-breakpoint
ALTER TABLE "staff_members" ADD COLUMN "invited_by_email" text;--> statement-breakpoint
ALTER TABLE "staff_members" ADD COLUMN "last_seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "staff_sessions" ADD COLUMN "public_id" text DEFAULT gen_random_uuid()::text NOT NULL;
