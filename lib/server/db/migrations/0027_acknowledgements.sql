CREATE TABLE "acknowledgements" (
	"kind" text NOT NULL,
	"of" text NOT NULL,
	"scope" text NOT NULL,
	"count" integer NOT NULL,
	"until" timestamp (3) with time zone,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"by_id" text NOT NULL,
	"by_email" text NOT NULL,
	CONSTRAINT "acknowledgements_kind_of_scope_pk" PRIMARY KEY("kind","of","scope")
);
