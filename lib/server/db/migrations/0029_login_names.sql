CREATE TABLE "login_names" (
	"staff_id" text NOT NULL,
	"account_id" text NOT NULL,
	"service_id" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "login_names_staff_id_account_id_service_id_pk" PRIMARY KEY("staff_id","account_id","service_id")
);
--> statement-breakpoint
ALTER TABLE "login_names" ADD CONSTRAINT "login_names_staff_id_staff_members_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff_members"("id") ON DELETE cascade ON UPDATE no action;