CREATE TABLE "audit_removals" (
	"from_sequence" bigint PRIMARY KEY NOT NULL,
	"to_sequence" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"position" bigint NOT NULL,
	"content" jsonb NOT NULL,
	"mac" "bytea" NOT NULL,
	"key_id" text NOT NULL,
	"signature" "bytea" NOT NULL,
	CONSTRAINT "audit_removals_to_sequence_unique" UNIQUE("to_sequence")
);
--> statement-breakpoint
-- A removal begins where the last one ended, and ends at a signed checkpoint.
CREATE FUNCTION audit_removals_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.from_sequence <> 1 + coalesce((SELECT max(to_sequence) FROM audit_removals), 0)
    OR NEW.to_sequence < NEW.from_sequence
    OR NOT EXISTS (
      SELECT FROM audit_checkpoints WHERE sequence = NEW.to_sequence AND hash = NEW.hash
    )
  THEN
    RAISE EXCEPTION 'this removal is refused' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER audit_removals_follow BEFORE INSERT ON "audit_removals"
  FOR EACH ROW EXECUTE FUNCTION audit_removals_follow();
--> statement-breakpoint
CREATE TRIGGER audit_removals_keep_rows BEFORE UPDATE OR DELETE ON "audit_removals"
  FOR EACH ROW EXECUTE FUNCTION audit_proof_append_only();
--> statement-breakpoint
CREATE TRIGGER audit_removals_keep_table BEFORE TRUNCATE ON "audit_removals"
  FOR EACH STATEMENT EXECUTE FUNCTION audit_proof_append_only();
--> statement-breakpoint
-- An event may go only if a summary takes its place, and never within three months.
CREATE OR REPLACE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.at < now() - interval '3 months' AND EXISTS (
      SELECT FROM audit_seals AS seal JOIN audit_removals AS removal
        ON seal.sequence BETWEEN removal.from_sequence AND removal.to_sequence
      WHERE seal.position = OLD.sequence
    ) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit_events is append-only: % is refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END;
$$;
--> statement-breakpoint
-- Its seal goes with it.
CREATE FUNCTION audit_seals_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (
      SELECT FROM audit_removals WHERE OLD.sequence BETWEEN from_sequence AND to_sequence
    ) AND NOT EXISTS (SELECT FROM audit_events WHERE sequence = OLD.position) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END;
$$;
--> statement-breakpoint
DROP TRIGGER audit_seals_keep_rows ON "audit_seals";
--> statement-breakpoint
CREATE TRIGGER audit_seals_keep_rows BEFORE UPDATE OR DELETE ON "audit_seals"
  FOR EACH ROW EXECUTE FUNCTION audit_seals_append_only();
--> statement-breakpoint
-- The only way for the server's role to remove events: those of a summary, as a whole.
CREATE FUNCTION audit_remove_events(first bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last bigint;
  removed bigint;
BEGIN
  SELECT to_sequence INTO STRICT last FROM audit_removals WHERE from_sequence = first;
  DELETE FROM audit_events WHERE sequence IN (
    SELECT position FROM audit_seals WHERE sequence BETWEEN first AND last
  );
  GET DIAGNOSTICS removed = ROW_COUNT;
  DELETE FROM audit_seals WHERE sequence BETWEEN first AND last;
  RETURN removed;
END;
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audit_remove_events(bigint) FROM PUBLIC;
