CREATE TABLE "notification_channels" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"recipients" text[] DEFAULT '{}' NOT NULL,
	"host" text,
	"disabled_at" timestamp (3) with time zone,
	"failing_since" timestamp (3) with time zone,
	"failure" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notification_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"channel_id" text NOT NULL,
	"recipient" text DEFAULT '' NOT NULL,
	"kind" text NOT NULL,
	"count" integer NOT NULL,
	"items" jsonb NOT NULL,
	"is_open" boolean DEFAULT true NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"first_tried_at" timestamp (3) with time zone,
	"tried_at" timestamp (3) with time zone,
	"claim_id" text,
	"lease_until" timestamp (3) with time zone,
	"status" integer,
	"failure" text,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "notification_problems" (
	"key" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"source" text,
	"since" timestamp (3) with time zone NOT NULL,
	"told_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "notification_rule_channels" (
	"kind" text NOT NULL,
	"channel_id" text NOT NULL,
	CONSTRAINT "notification_rule_channels_kind_channel_id_pk" PRIMARY KEY("kind","channel_id")
);
--> statement-breakpoint
CREATE TABLE "notification_rules" (
	"kind" text PRIMARY KEY NOT NULL,
	"is_enabled" boolean NOT NULL,
	"hours" integer
);
--> statement-breakpoint
CREATE TABLE "notification_secrets" (
	"channel_id" text PRIMARY KEY NOT NULL,
	"sealed" "bytea" NOT NULL,
	"key_id" text,
	"secret_id" text NOT NULL,
	"quarantined_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "notification_settings" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"quiet_from" text,
	"quiet_to" text,
	"time_zone" text,
	"group_minutes" integer DEFAULT 5 NOT NULL,
	"sequence" bigint NOT NULL,
	"scanned_at" timestamp (3) with time zone,
	CONSTRAINT "notification_settings_one" CHECK ("notification_settings"."is_only")
);
--> statement-breakpoint
ALTER TABLE "notification_deliveries" ADD CONSTRAINT "notification_deliveries_channel_id_notification_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."notification_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_rule_channels" ADD CONSTRAINT "notification_rule_channels_kind_notification_rules_kind_fk" FOREIGN KEY ("kind") REFERENCES "public"."notification_rules"("kind") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_rule_channels" ADD CONSTRAINT "notification_rule_channels_channel_id_notification_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."notification_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_secrets" ADD CONSTRAINT "notification_secrets_channel_id_notification_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."notification_channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_secrets" ADD CONSTRAINT "notification_secrets_key_id_vault_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."vault_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "notification_deliveries_open" ON "notification_deliveries" USING btree ("channel_id","kind","recipient") WHERE "notification_deliveries"."is_open";--> statement-breakpoint
CREATE INDEX "notification_deliveries_due" ON "notification_deliveries" USING btree ("not_before") WHERE "notification_deliveries"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "notification_deliveries_newest" ON "notification_deliveries" USING btree ("channel_id","created_at");--> statement-breakpoint
CREATE INDEX "notification_deliveries_settled" ON "notification_deliveries" USING btree ("settled_at");--> statement-breakpoint
CREATE INDEX "notification_problems_kind" ON "notification_problems" USING btree ("kind","since");--> statement-breakpoint
CREATE INDEX "notification_rule_channels_channel" ON "notification_rule_channels" USING btree ("channel_id");--> statement-breakpoint
CREATE INDEX "notification_secrets_key" ON "notification_secrets" USING btree ("key_id");