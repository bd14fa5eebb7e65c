CREATE TABLE "notification_subscriptions" (
	"staff_id" text NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "notification_subscriptions_staff_id_kind_pk" PRIMARY KEY("staff_id","kind")
);
--> statement-breakpoint
ALTER TABLE "notification_deliveries" ADD COLUMN "staff_id" text;--> statement-breakpoint
ALTER TABLE "notification_deliveries" ADD COLUMN "is_part" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "notification_deliveries" ADD COLUMN "latest_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "notification_deliveries" ADD COLUMN "is_resent" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "notification_rules" ADD COLUMN "daily_at" text;--> statement-breakpoint
ALTER TABLE "notification_subscriptions" ADD CONSTRAINT "notification_subscriptions_staff_id_staff_members_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff_members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_deliveries" ADD CONSTRAINT "notification_deliveries_staff_id_staff_members_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff_members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notification_deliveries_staff" ON "notification_deliveries" USING btree ("staff_id");