CREATE TABLE "statement_acknowledgements" (
	"statement_id" text PRIMARY KEY NOT NULL,
	"note" text,
	"at" timestamp (3) with time zone NOT NULL,
	"by_email" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "statement_billings" (
	"id" text PRIMARY KEY NOT NULL,
	"statement_id" text NOT NULL,
	"quantities" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by_email" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "statement_settings" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"day" integer,
	"account_code" text NOT NULL,
	"tax_type" text NOT NULL,
	"due_days" integer NOT NULL,
	CONSTRAINT "statement_settings_one" CHECK ("statement_settings"."is_only")
);
--> statement-breakpoint
CREATE TABLE "statements" (
	"id" text PRIMARY KEY NOT NULL,
	"month" text NOT NULL,
	"version" integer NOT NULL,
	"document" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "statements_version" UNIQUE("month","version")
);
--> statement-breakpoint
ALTER TABLE "statement_acknowledgements" ADD CONSTRAINT "statement_acknowledgements_statement_id_statements_id_fk" FOREIGN KEY ("statement_id") REFERENCES "public"."statements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_billings" ADD CONSTRAINT "statement_billings_statement_id_statements_id_fk" FOREIGN KEY ("statement_id") REFERENCES "public"."statements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "statement_billings_statement" ON "statement_billings" USING btree ("statement_id","at");
--> statement-breakpoint
-- What is frozen stays as it is: the database itself refuses to change or remove it.
CREATE FUNCTION statements_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% never change: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER statements_keep_rows BEFORE UPDATE OR DELETE ON "statements"
  FOR EACH ROW EXECUTE FUNCTION statements_stay();
--> statement-breakpoint
CREATE TRIGGER statement_billings_keep_rows BEFORE UPDATE OR DELETE ON "statement_billings"
  FOR EACH ROW EXECUTE FUNCTION statements_stay();
--> statement-breakpoint
CREATE TRIGGER statement_acknowledgements_keep_rows BEFORE UPDATE OR DELETE ON "statement_acknowledgements"
  FOR EACH ROW EXECUTE FUNCTION statements_stay();
