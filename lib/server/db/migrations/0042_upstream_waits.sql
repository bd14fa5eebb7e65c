CREATE TABLE "upstream_waits" (
	"account_id" text NOT NULL,
	"address" text NOT NULL,
	"name" text NOT NULL,
	"server" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "upstream_waits_account_id_address_name_server_pk" PRIMARY KEY("account_id","address","name","server")
);
