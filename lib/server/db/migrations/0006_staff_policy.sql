CREATE TABLE "staff_policies" (
	"id" text PRIMARY KEY DEFAULT 'staff' NOT NULL,
	"policy" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "staff_policies_one" CHECK ("staff_policies"."id" = 'staff')
);
--> statement-breakpoint
ALTER TABLE "staff_sessions" ADD COLUMN "replaced_by" text;