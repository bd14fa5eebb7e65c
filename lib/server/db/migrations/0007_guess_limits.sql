CREATE TABLE "guess_counters" (
	"key" text PRIMARY KEY NOT NULL,
	"recent" timestamp (6) with time zone[] DEFAULT '{}' NOT NULL,
	"in_a_row" integer DEFAULT 0 NOT NULL,
	"last_at" timestamp (6) with time zone,
	"held_until" timestamp (6) with time zone
);
--> statement-breakpoint
CREATE TABLE "refusal_counts" (
	"key" text PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_email" text NOT NULL,
	"ip" text,
	"request_id" text NOT NULL,
	"since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"count" integer DEFAULT 0 NOT NULL
);
