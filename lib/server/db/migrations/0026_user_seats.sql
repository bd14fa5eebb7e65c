CREATE TABLE "user_seats" (
	"account_id" text NOT NULL,
	"username" text NOT NULL,
	"day" text NOT NULL,
	"seats" bigint,
	"seats_used" bigint,
	"is_latest" boolean NOT NULL,
	CONSTRAINT "user_seats_account_id_username_day_pk" PRIMARY KEY("account_id","username","day")
);
--> statement-breakpoint
CREATE INDEX "user_seats_latest" ON "user_seats" USING btree ("account_id","username") WHERE "user_seats"."is_latest";