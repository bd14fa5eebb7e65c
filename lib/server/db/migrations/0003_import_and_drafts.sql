CREATE TABLE "account_policies" (
	"account_id" text PRIMARY KEY NOT NULL,
	"policy" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "column_choices" (
	"staff_id" text NOT NULL,
	"headers_hash" text NOT NULL,
	"columns" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "column_choices_staff_id_headers_hash_pk" PRIMARY KEY("staff_id","headers_hash")
);
--> statement-breakpoint
CREATE TABLE "invitation_drafts" (
	"staff_id" text NOT NULL,
	"account_id" text NOT NULL,
	"source" "bytea" NOT NULL,
	"file_name" text,
	"reading" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"changes" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invitation_drafts_staff_id_account_id_pk" PRIMARY KEY("staff_id","account_id")
);
--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "original_email" text;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "original_seats" text;--> statement-breakpoint
ALTER TABLE "column_choices" ADD CONSTRAINT "column_choices_staff_id_staff_members_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff_members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation_drafts" ADD CONSTRAINT "invitation_drafts_staff_id_staff_members_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff_members"("id") ON DELETE cascade ON UPDATE no action;