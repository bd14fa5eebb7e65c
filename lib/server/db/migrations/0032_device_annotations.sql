CREATE TABLE "device_annotations" (
	"account_id" text NOT NULL,
	"device_id" text NOT NULL,
	"note" text,
	"tags" text[] NOT NULL,
	"tag_keys" text[] NOT NULL,
	"searched" text NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "device_annotations_account_id_device_id_pk" PRIMARY KEY("account_id","device_id")
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "device_id" text;