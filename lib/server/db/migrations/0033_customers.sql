CREATE TABLE "customer_devices" (
	"account_id" text NOT NULL,
	"device_id" text NOT NULL,
	"customer_id" text,
	"assigned_by" text NOT NULL,
	"assigned_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customer_devices_account_id_device_id_pk" PRIMARY KEY("account_id","device_id")
);
--> statement-breakpoint
CREATE TABLE "customer_domains" (
	"domain" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_users" (
	"account_id" text NOT NULL,
	"username" text NOT NULL,
	"customer_id" text,
	"assigned_by" text NOT NULL,
	"assigned_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customer_users_account_id_username_pk" PRIMARY KEY("account_id","username")
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"external_id" text,
	"tags" text[] NOT NULL,
	"note" text,
	"price_per_seat" numeric(12, 4),
	"currency" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customers_name_key_unique" UNIQUE("name_key")
);
--> statement-breakpoint
ALTER TABLE "customer_devices" ADD CONSTRAINT "customer_devices_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_domains" ADD CONSTRAINT "customer_domains_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_users" ADD CONSTRAINT "customer_users_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_devices_customer" ON "customer_devices" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "customer_domains_customer" ON "customer_domains" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "customer_users_customer" ON "customer_users" USING btree ("customer_id");--> statement-breakpoint
UPDATE "roles" SET "permissions" = array_append("permissions", 'customers.read') WHERE 'users.read' = ANY("permissions");
