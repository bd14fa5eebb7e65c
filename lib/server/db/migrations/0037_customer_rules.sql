ALTER TABLE "customers" ADD COLUMN "rules" json DEFAULT '[]'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "own_fields" json DEFAULT '[]'::json NOT NULL;