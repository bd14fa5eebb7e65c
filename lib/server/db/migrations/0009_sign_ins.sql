-- A sign-in is a row of its own: one that is under way isn't one that was refused, and one that a
-- crash cut off is known by its lease.
ALTER TABLE "sign_in_attempts" RENAME TO "sign_in_counts";
--> statement-breakpoint
ALTER TABLE "sign_in_counts" DROP CONSTRAINT "sign_in_attempts_account_id_username_pk";
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"username" text NOT NULL,
	"staff_id" text NOT NULL,
	"began_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	"result" text,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "sign_in_attempts_of" ON "sign_in_attempts" USING btree ("account_id","username","began_at");
--> statement-breakpoint
INSERT INTO "sign_in_attempts" ("id", "account_id", "username", "staff_id", "began_at", "lease_until", "result", "ended_at")
SELECT 'sia_' || gen_random_uuid(), "account_id", "username", 'unknown', "began_at", "began_at", 'refused', "began_at"
FROM "sign_in_counts", generate_series(1, "attempts");
--> statement-breakpoint
DROP TABLE "sign_in_counts";
--> statement-breakpoint
-- RemotePC said that it blocks this server's address, for whom, and whether that holds the account.
CREATE TABLE "sign_in_holds" (
	"account_id" text NOT NULL,
	"username" text NOT NULL,
	"held_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"holds_account" boolean NOT NULL,
	CONSTRAINT "sign_in_holds_account_id_username_pk" PRIMARY KEY("account_id","username")
);
--> statement-breakpoint
-- Accounts whose key RemotePC may have refused.
CREATE TABLE "doubted_keys" (
	"account_id" text PRIMARY KEY NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "approvals_undecided" ON "approvals" USING btree ("asked_at") WHERE "approvals"."decided_at" is null;
