CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"username" text NOT NULL,
	"reason" text,
	"ticket" text,
	"asked_by_id" text NOT NULL,
	"asked_by_email" text NOT NULL,
	"asked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_by_id" text,
	"decided_by_email" text,
	"decided_at" timestamp (3) with time zone,
	"is_approved" boolean,
	"note" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"account_id" text NOT NULL,
	"username" text NOT NULL,
	"attempts" integer NOT NULL,
	"began_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sign_in_attempts_account_id_username_pk" PRIMARY KEY("account_id","username")
);
--> statement-breakpoint
CREATE TABLE "vault_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"check_value" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "staff_sessions" ADD COLUMN "stepped_up_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "stored_passwords" ADD COLUMN "key_id" text;--> statement-breakpoint
ALTER TABLE "stored_passwords" ADD COLUMN "secret_id" text;--> statement-breakpoint
ALTER TABLE "stored_passwords" ADD COLUMN "last_used_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "stored_passwords" ADD COLUMN "last_succeeded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "stored_passwords" ADD COLUMN "refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "stored_passwords" ADD COLUMN "quarantined_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "approvals_newest" ON "approvals" USING btree ("asked_at");--> statement-breakpoint
CREATE INDEX "approvals_of" ON "approvals" USING btree ("asked_by_id","account_id","username");--> statement-breakpoint
ALTER TABLE "stored_passwords" ADD CONSTRAINT "stored_passwords_key_id_vault_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."vault_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "stored_passwords_key" ON "stored_passwords" USING btree ("key_id");