-- The words of an event, for the search of the audit log. Punctuation is taken out first, or an email
-- address, a path and a ticket number would each be one word that can't be found by its parts; the
-- search splits what was typed the same way. Bounded, as no text may keep an event from being written.
-- An invitation's details are only ids of its batch: leaving them out makes a batch of 50,000 cheap.
CREATE FUNCTION audit_words(
  action text, target text, actor_email text, reason text, ticket text, ip text, details jsonb
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig, pg_catalog.translate(
    pg_catalog.left(
      coalesce(target, '') || ' ' || actor_email || ' ' || coalesce(reason, '') || ' '
        || coalesce(ticket, '') || ' ' || coalesce(ip, '') || ' '
        || CASE WHEN pg_catalog.starts_with(action, 'invitation.') THEN ''
           ELSE pg_catalog.replace(details::text, '\n', ' ') END,
      100000),
    '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', pg_catalog.repeat(' ', 32)))
$$;
--> statement-breakpoint
CREATE INDEX "audit_events_words" ON "audit_events" USING gin (audit_words("action", "target", "actor_email", "reason", "ticket", "ip", "details"));--> statement-breakpoint
CREATE INDEX "audit_events_batch" ON "audit_events" USING btree (("details" ->> 'batchId'),"sequence") WHERE ("audit_events"."details" ->> 'batchId') is not null;
