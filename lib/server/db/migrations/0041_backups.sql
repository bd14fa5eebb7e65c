CREATE TABLE "backups" (
	"id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp (3) with time zone DEFAULT now() + interval '2 minutes' NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"failure" text,
	"is_scheduled" boolean NOT NULL,
	"is_encrypted" boolean NOT NULL,
	"path" text NOT NULL,
	"host" text NOT NULL,
	"bytes" bigint
);
--> statement-breakpoint
CREATE INDEX "backups_newest" ON "backups" USING btree ("started_at");