CREATE TABLE "change_secrets" (
	"change_id" text PRIMARY KEY NOT NULL,
	"sealed" "bytea" NOT NULL,
	"key_id" text,
	"secret_id" text NOT NULL,
	"quarantined_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "pending_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"setting" text NOT NULL,
	"account_id" text,
	"target_name" text NOT NULL,
	"input" jsonb NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"state" text DEFAULT 'pending' NOT NULL,
	"asked_by_id" text NOT NULL,
	"asked_by_email" text NOT NULL,
	"asked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"decided_by_id" text,
	"decided_by_email" text,
	"decided_at" timestamp (3) with time zone,
	"note" text,
	"seen_state" text
);
--> statement-breakpoint
ALTER TABLE "staff_policies" ADD COLUMN "two_person_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "staff_members" ADD COLUMN "link_made_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "change_secrets" ADD CONSTRAINT "change_secrets_change_id_pending_changes_id_fk" FOREIGN KEY ("change_id") REFERENCES "public"."pending_changes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_secrets" ADD CONSTRAINT "change_secrets_key_id_vault_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."vault_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "change_secrets_key" ON "change_secrets" USING btree ("key_id");--> statement-breakpoint
CREATE INDEX "pending_changes_newest" ON "pending_changes" USING btree ("asked_at");--> statement-breakpoint
CREATE INDEX "pending_changes_open" ON "pending_changes" USING btree ("setting") WHERE "pending_changes"."state" in ('pending', 'running');