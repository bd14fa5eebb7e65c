DROP INDEX "invitations_status";--> statement-breakpoint
CREATE INDEX "invitations_status" ON "invitations" USING btree ("batch_id","status","index");