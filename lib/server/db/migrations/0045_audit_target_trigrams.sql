-- Each three letters in a row of a target, so that part of one is found without reading the whole log.
-- Only letters of ASCII are made small, as where the search compares. The extension `pg_trgm` does the
-- same; not every PostgreSQL has it, and not every owner of a database may add it.
CREATE FUNCTION audit_trigrams(target text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  small text := pg_catalog.lower(target COLLATE pg_catalog."C");
  trigrams text[] := '{}';
BEGIN
  FOR start IN 1 .. pg_catalog.length(small) - 2 LOOP
    trigrams[start] := pg_catalog.substr(small, start, 3);
  END LOOP;
  RETURN trigrams;
END
$$;
--> statement-breakpoint
CREATE INDEX "audit_events_trigrams" ON "audit_events" USING gin (audit_trigrams("target") collate "C");
