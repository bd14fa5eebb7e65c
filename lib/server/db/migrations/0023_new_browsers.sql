ALTER TABLE "staff_sessions" ADD COLUMN "browser_id" text;--> statement-breakpoint
ALTER TABLE "staff_sessions" ADD COLUMN "is_disowned" boolean DEFAULT false NOT NULL;