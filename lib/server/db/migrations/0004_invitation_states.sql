CREATE TABLE "account_paces" (
	"account_id" text PRIMARY KEY NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"waits_until" timestamp (3) with time zone,
	"waits_reason" text,
	"probe_until" timestamp (3) with time zone,
	"next_call_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "settled_by" text;--> statement-breakpoint
CREATE INDEX "batches_parent" ON "batches" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "invitations_repeated" ON "invitations" USING btree ("batch_id","duplicate_of") WHERE "invitations"."duplicate_of" is not null;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_claimed" CHECK (("invitations"."status" = 'sending') = ("invitations"."claim_id" is not null)
        and ("invitations"."claim_id" is null) = ("invitations"."lease_until" is null));--> statement-breakpoint
-- What may become of a row, as lib/invitations/transitions.ts has it; a test holds the two together.
-- A row that is being sent moves only for the claim that holds it: whoever ends it names that claim
-- in settled_by, so a worker that lost its rows meanwhile can't write over another's.
CREATE FUNCTION invitations_keep_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'pending' THEN
      RAISE EXCEPTION 'an invitation begins as pending, not as %', NEW.status
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invitations_transition';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.status <> OLD.status AND NOT (CASE OLD.status
    WHEN 'pending' THEN NEW.status IN
      ('sending', 'already_invited', 'exists', 'rejected', 'unconfirmed', 'cancelled')
    WHEN 'sending' THEN NEW.status IN
      ('pending', 'invited', 'already_invited', 'exists', 'rejected', 'unconfirmed', 'cancelled')
    ELSE false
  END) THEN
    RAISE EXCEPTION 'an invitation can’t go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invitations_transition';
  END IF;
  IF OLD.status = 'sending' AND OLD.claim_id IS DISTINCT FROM
    (CASE NEW.status WHEN 'sending' THEN NEW.claim_id ELSE NEW.settled_by END) THEN
    RAISE EXCEPTION 'an invitation that is being sent moves only for the claim that holds it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invitations_fence';
  END IF;
  RETURN NEW;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER invitations_keep_states
  BEFORE INSERT OR UPDATE OF status, claim_id, settled_by ON "invitations"
  FOR EACH ROW EXECUTE FUNCTION invitations_keep_states();
