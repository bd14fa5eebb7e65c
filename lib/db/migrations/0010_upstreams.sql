ALTER TABLE "upstream_lists" ADD COLUMN "asked_at" timestamp (3) with time zone;
