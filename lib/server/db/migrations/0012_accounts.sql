CREATE TABLE "account_secrets" (
	"account_id" text NOT NULL,
	"version" integer NOT NULL,
	"field" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"key_id" text,
	"secret_id" text NOT NULL,
	"quarantined_at" timestamp (3) with time zone,
	CONSTRAINT "account_secrets_account_id_version_field_pk" PRIMARY KEY("account_id","version","field")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"upstream" text NOT NULL,
	"name" text NOT NULL,
	"api" text,
	"url" text,
	"is_default" boolean DEFAULT false NOT NULL,
	"is_disabled" boolean DEFAULT false NOT NULL,
	"version" integer,
	"last_version" integer DEFAULT 0 NOT NULL,
	"previous_version" integer,
	"replaced_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "staff_members" ADD COLUMN "account_ids" text[];--> statement-breakpoint
ALTER TABLE "account_secrets" ADD CONSTRAINT "account_secrets_key_id_vault_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."vault_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_secrets" ADD CONSTRAINT "account_secrets_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_secrets_key" ON "account_secrets" USING btree ("key_id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_default" ON "accounts" USING btree ("upstream") WHERE "accounts"."is_default";