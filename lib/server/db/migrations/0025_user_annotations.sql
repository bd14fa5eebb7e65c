CREATE TABLE "user_annotations" (
	"account_id" text NOT NULL,
	"username" text NOT NULL,
	"note" text,
	"tags" text[] NOT NULL,
	"tag_keys" text[] NOT NULL,
	"searched" text NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "user_annotations_account_id_username_pk" PRIMARY KEY("account_id","username")
);
