ALTER TABLE "upstream_lists" ADD COLUMN "asked_at" timestamp (3) with time zone;
--> statement-breakpoint
DROP INDEX "audit_events_target";
--> statement-breakpoint
CREATE INDEX "audit_events_target" ON "audit_events" USING btree ("target","sequence");
--> statement-breakpoint
CREATE INDEX "audit_events_action" ON "audit_events" USING btree ("action","at");
--> statement-breakpoint
CREATE INDEX "audit_events_request" ON "audit_events" USING btree ("request_id");
--> statement-breakpoint
CREATE INDEX "invitations_problems" ON "invitations" USING btree ("batch_id") WHERE "invitations"."status" in ('rejected', 'unconfirmed');
