CREATE TABLE "mail_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"recipient" text NOT NULL,
	"data" jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"not_before" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"give_up_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"doubts" integer DEFAULT 0 NOT NULL,
	"claim_id" text,
	"lease_until" timestamp (3) with time zone,
	"has_begun" boolean DEFAULT false NOT NULL,
	"fault" text,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "mail_messages_claimed" CHECK (("mail_messages"."state" = 'sending') = ("mail_messages"."claim_id" is not null)
        and ("mail_messages"."claim_id" is null) = ("mail_messages"."lease_until" is null)),
	CONSTRAINT "mail_messages_emptied" CHECK ("mail_messages"."settled_at" is null or "mail_messages"."data" = '{}'::jsonb)
);
--> statement-breakpoint
CREATE TABLE "mail_requests" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "staff_sessions" ADD COLUMN "is_new_device" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "staff_sessions" ADD COLUMN "noticed_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "mail_messages_due" ON "mail_messages" USING btree ("not_before") WHERE "mail_messages"."settled_at" is null;--> statement-breakpoint
CREATE INDEX "mail_messages_settled" ON "mail_messages" USING btree ("settled_at");--> statement-breakpoint
CREATE INDEX "mail_requests_key" ON "mail_requests" USING btree ("key","at");