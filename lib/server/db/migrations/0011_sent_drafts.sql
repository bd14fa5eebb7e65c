ALTER TABLE "invitation_drafts" ADD COLUMN "batch_id" text;--> statement-breakpoint
ALTER TABLE "invitation_drafts" ADD COLUMN "is_sent" boolean DEFAULT false NOT NULL;
