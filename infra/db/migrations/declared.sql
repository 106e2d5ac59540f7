-- What a migrated database holds beside tables and columns: who may do what, who sees which rows, and every function,
-- view, trigger, index, constraint and default. The revisions make it; this is never run. A test compares the two, and
-- `python -m tests.infra.db.declared` writes it anew.


-- Roles

-- motcua_api
ALTER ROLE motcua_api LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;

-- motcua_engine
ALTER ROLE motcua_engine LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;


-- Schema

-- public
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT USAGE ON SCHEMA public TO motcua_api;
GRANT USAGE ON SCHEMA public TO motcua_engine;


-- Functions

-- ask_one_time_code(of_code text)
CREATE OR REPLACE FUNCTION public.ask_one_time_code(of_code text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH asked AS (
          INSERT INTO one_time_codes AS c (dossier, asked_at, since, asked)  SELECT dossiers.code,
                     clock_timestamp() AS clock_timestamp,
                     clock_timestamp() AS clock_timestamp,
                     1
                    FROM dossiers
                   WHERE ((dossiers.code = ask_one_time_code.of_code) AND (octet_length(dossiers.state) > 0)) ON CONFLICT(dossier) DO UPDATE SET asked_at = clock_timestamp(), asked =
                 CASE
                     WHEN (c.since < (clock_timestamp() - '1 day'::interval)) THEN 1
                     ELSE (c.asked + 1)
                 END, since =
                 CASE
                     WHEN (c.since < (clock_timestamp() - '1 day'::interval)) THEN clock_timestamp()
                     ELSE c.since
                 END
           WHERE ((c.asked_at < (clock_timestamp() - '00:01:00'::interval)) AND ((c.asked < 10) OR (c.since < (clock_timestamp() - '1 day'::interval))))
           RETURNING c.dossier
         )
  INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at)  SELECT 'notice',
             asked.dossier,
             1,
             'one_time_code',
             '{}',
             clock_timestamp() AS clock_timestamp
            FROM asked;
END;
GRANT EXECUTE ON FUNCTION ask_one_time_code(of_code text) TO motcua_api;

-- decline_portal_filing(of_id text, of_why text)
CREATE OR REPLACE FUNCTION public.decline_portal_filing(of_id text, of_why text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    WITH moved AS (
        UPDATE portal_filings SET state = 'declined', due_at = now(), tries = 0, changed_at = now(),
            declined_at = now(), declined_by = current_setting('motcua.actor', true)
        WHERE id = of_id AND state = 'held' AND why = of_why AND current_setting('motcua.operator', true) = 'yes' RETURNING code
    )
    INSERT INTO operator_acts (act, about, why, operator)
    SELECT 'decline', code, of_why, current_setting('motcua.actor', true) FROM moved RETURNING about
$function$;
GRANT EXECUTE ON FUNCTION decline_portal_filing(of_id text, of_why text) TO motcua_api;

-- give_to_officers(waiting text, reason text)
CREATE OR REPLACE FUNCTION public.give_to_officers(waiting text, reason text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    INSERT INTO operator_acts (act, about, why, operator)
    SELECT 'give', code, reason, current_setting('motcua.actor', true) FROM dossiers
    WHERE code = waiting AND status NOT IN (3, 7, 8, 10) AND current_setting('motcua.operator', true) = 'yes' AND EXISTS (
        SELECT 1 FROM events WHERE dossier = code AND act ->> 'type' = 'agency_waited')
    RETURNING about
 $function$;
GRANT EXECUTE ON FUNCTION give_to_officers(waiting text, reason text) TO motcua_api;

-- has_dossiers(office text)
CREATE OR REPLACE FUNCTION public.has_dossiers(office text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT EXISTS (SELECT FROM dossiers WHERE seen_by @> ARRAY[office]) $function$;
GRANT EXECUTE ON FUNCTION has_dossiers(office text) TO motcua_api;
GRANT EXECUTE ON FUNCTION has_dossiers(office text) TO motcua_engine;

-- installation()
CREATE OR REPLACE FUNCTION public.installation()
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    SELECT jsonb_build_object(
        'waiting', (SELECT coalesce(jsonb_object_agg(agency, many), '{}') FROM (
            SELECT waited.act ->> 'agency' AS agency, count(DISTINCT code) AS many
            FROM events AS waited JOIN dossiers ON code = waited.dossier
            WHERE waited.act ->> 'type' = 'agency_waited' AND status NOT IN (3, 7, 8, 10) AND NOT EXISTS (
                SELECT 1 FROM events AS later
                WHERE later.dossier = waited.dossier AND later.seq > waited.seq AND (
    (later.act ->> 'type' = 'answered' AND later.act ->> 'agency' = waited.act ->> 'agency')
    OR later.act ->> 'type' IN ('done', 'signature_asked', 'signed', 'numbered', 'issued')
))
            GROUP BY 1) AS by_agency),
        'backlog', (SELECT coalesce(jsonb_object_agg(kind, told), '{}') FROM (
            SELECT kind, jsonb_build_object('many', count(*), 'tried', count(*) FILTER (WHERE attempts > 0),
                                            'since', min(due_at)) AS told
            FROM outbox GROUP BY kind) AS by_kind),
        'stuck', (SELECT coalesce(jsonb_agg(told), '[]') FROM (
            SELECT jsonb_build_object('code', code, 'procedure', procedure, 'sweeps', sweeps, 'next', engine_due) AS told
            FROM dossiers WHERE engine_due IS NOT NULL AND sweeps >= 3 ORDER BY sweeps DESC, code LIMIT 50) AS worst),
        'books', (SELECT coalesce(jsonb_agg(told), '[]') FROM (
            SELECT jsonb_build_object('day', substr(name, 12), 'many', value) AS told
            FROM counters WHERE name LIKE 'reconciled/%' ORDER BY name DESC LIMIT 14) AS days),
        'to_clear', (SELECT count(*) FROM tasks WHERE kind = 'reconcile' AND closed_at IS NULL)
    ) WHERE current_setting('motcua.operator', true) = 'yes'
 $function$;
GRANT EXECUTE ON FUNCTION installation() TO motcua_api;

-- lease_portal_filings(many bigint)
CREATE OR REPLACE FUNCTION public.lease_portal_filings(many bigint)
 RETURNS TABLE(id text, code text, received_at timestamp with time zone)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    UPDATE portal_filings SET tries = least(tries + 1, 1000), due_at = now() + interval '5 minutes'
    WHERE coalesce(current_setting('motcua.actor', true), '') = '' AND id IN (
        SELECT id FROM portal_filings WHERE due_at <= now() AND state = 'received' ORDER BY due_at LIMIT many FOR UPDATE SKIP LOCKED)
    RETURNING id, code, received_at
$function$;
GRANT EXECUTE ON FUNCTION lease_portal_filings(many bigint) TO motcua_api;

-- mandates_over()
CREATE OR REPLACE FUNCTION public.mandates_over()
 RETURNS TABLE(code text, procedure text, revoked_at timestamp with time zone, until date)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT d.code,
     d.procedure,
     e.at,
     d.proxy_until
    FROM (dossiers d
      LEFT JOIN events e ON (((e.dossier = d.code) AND ((e.act ->> 'type'::text) = 'mandate_revoked'::text))))
   WHERE ((d.applicant = NULLIF(current_setting('motcua.person'::text, true), ''::text)) AND (d.proxy_until IS NOT NULL) AND ((e.at IS NOT NULL) OR (d.proxy_until < ((now() AT TIME ZONE '07:00:00'::interval))::date)))
   ORDER BY d.filed_at DESC, d.code;
END;
GRANT EXECUTE ON FUNCTION mandates_over() TO motcua_api;
GRANT EXECUTE ON FUNCTION mandates_over() TO motcua_engine;

-- may_begin(of_dossier text)
CREATE OR REPLACE FUNCTION public.may_begin(of_dossier text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    WITH newest AS (
        SELECT code FROM worker_builds WHERE seen_at > now() - interval '3 minutes' ORDER BY first_at DESC LIMIT 1
    ), opened AS (
        UPDATE outlooks SET settled_at = NULL, taken_at = NULL
        WHERE dossier = of_dossier AND code = (SELECT code FROM newest) AND verdict = 'elsewhere'
            AND settled_at IS NOT NULL
    )
    SELECT CASE
        WHEN status IN (3, 7, 8, 10) THEN 'ended'
        WHEN NOT EXISTS (SELECT FROM newest) AND EXISTS (SELECT FROM worker_builds) THEN 'later'
        WHEN outlooks.dossier IS NULL THEN 'now'
        WHEN settled_at IS NULL OR verdict = 'elsewhere' THEN 'later'
        WHEN verdict = 'stays' THEN 'stays'
        ELSE 'now' END
    FROM dossiers LEFT JOIN outlooks ON outlooks.dossier = dossiers.code AND outlooks.code = (SELECT code FROM newest)
    WHERE dossiers.code = of_dossier
 $function$;
GRANT EXECUTE ON FUNCTION may_begin(of_dossier text) TO motcua_api;
GRANT EXECUTE ON FUNCTION may_begin(of_dossier text) TO motcua_engine;

-- note_look(opened text, things text[], as_roles text[])
CREATE OR REPLACE FUNCTION public.note_look(opened text, things text[], as_roles text[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
            INSERT INTO looks (dossier, officer, day, what, agency, roles, procedure, about)
            SELECT code, current_setting('motcua.actor'), CAST(now() AT TIME ZONE INTERVAL '7 hours' AS date), thing, current_setting('motcua.agency', true), as_roles, procedure,
                   seen_by || ARRAY(SELECT jsonb_array_elements_text(coalesce(act -> 'parties', '[]'))
                                    FROM events WHERE dossier = code AND seq = 1)
            FROM dossiers, unnest(things) AS thing
            WHERE code = opened AND current_setting('motcua.agency', true) <> '' AND (current_setting('motcua.agency', true) = ANY (seen_by) OR current_setting('motcua.operator', true) = 'yes')
            ON CONFLICT DO NOTHING
        $function$;
GRANT EXECUTE ON FUNCTION note_look(opened text, things text[], as_roles text[]) TO motcua_api;

-- note_officer(called text, as_roles text[], since timestamp with time zone)
CREATE OR REPLACE FUNCTION public.note_officer(called text, as_roles text[], since timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
            INSERT INTO officers AS known (id, agency, agencies, name, roles, logged_in_at)
            SELECT current_setting('motcua.actor'), nullif(current_setting('motcua.agency', true), ''), ARRAY[nullif(current_setting('motcua.agency', true), '')], called, as_roles, since
            WHERE nullif(current_setting('motcua.agency', true), '') IS NOT NULL
            ON CONFLICT (id) DO UPDATE SET
                agency = excluded.agency, name = excluded.name, roles = excluded.roles,
                agencies = array_remove(known.agencies, excluded.agency) || excluded.agency,
                logged_in_at = excluded.logged_in_at
            WHERE known.logged_in_at <= excluded.logged_in_at
        $function$;
GRANT EXECUTE ON FUNCTION note_officer(called text, as_roles text[], since timestamp with time zone) TO motcua_api;

-- numbers_given(numbers text[])
CREATE OR REPLACE FUNCTION public.numbers_given(numbers text[])
 RETURNS TABLE(number text, dossier text, seq bigint, at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT (e.act ->> 'number'::text),
     e.dossier,
     e.seq,
     e.at
    FROM (events e
      JOIN dossiers d ON ((d.code = e.dossier)))
   WHERE (((e.act ->> 'type'::text) = 'numbered'::text) AND ((e.act ->> 'number'::text) = ANY (numbers_given.numbers)) AND (d.competent = NULLIF(current_setting('motcua.agency'::text, true), ''::text)));
END;
GRANT EXECUTE ON FUNCTION numbers_given(numbers text[]) TO motcua_api;

-- portal_dossier(of_code text)
CREATE OR REPLACE FUNCTION public.portal_dossier(of_code text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    SELECT coalesce(
        (SELECT dossier FROM portal_filings WHERE code = of_code AND state = 'filed' AND asks = 'file'),
        (SELECT code FROM dossiers WHERE code = of_code)
    ) WHERE coalesce(current_setting('motcua.actor', true), '') = ''
$function$;
GRANT EXECUTE ON FUNCTION portal_dossier(of_code text) TO motcua_api;
GRANT EXECUTE ON FUNCTION portal_dossier(of_code text) TO motcua_engine;

-- portal_syncs_told(of_state text, of_since timestamp with time zone, of_after text, many bigint)
CREATE OR REPLACE FUNCTION public.portal_syncs_told(of_state text, of_since timestamp with time zone, of_after text, many bigint)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    SELECT coalesce(jsonb_agg(told), '[]') FROM (
        SELECT to_jsonb(one) AS told FROM portal_syncs AS one
        WHERE (of_state = '' OR state = of_state) AND (changed_at, dossier) > (of_since, of_after)
        ORDER BY changed_at, dossier LIMIT least(many, 500)
    ) AS rows WHERE current_setting('motcua.operator', true) = 'yes'
$function$;
GRANT EXECUTE ON FUNCTION portal_syncs_told(of_state text, of_since timestamp with time zone, of_after text, many bigint) TO motcua_api;

-- result_standing(of_number text, of_sha256 text)
CREATE OR REPLACE FUNCTION public.result_standing(of_number text, of_sha256 text)
 RETURNS TABLE(number text, sha256 text, stamped text[], recalled_at timestamp with time zone, recalled_why text, replaced_by text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT r.number,
     r.sha256,
     ARRAY( SELECT s.sha256
            FROM archive_stamps s
           WHERE (s.number = r.number)
           ORDER BY s.stamped_until) AS "array",
     r.recalled_at,
     r.recalled_why,
     r.replaced_by
    FROM results r
   WHERE ((r.number = result_standing.of_number) OR (r.sha256 = result_standing.of_sha256) OR (r.number IN ( SELECT s.number
            FROM archive_stamps s
           WHERE (s.sha256 = result_standing.of_sha256))))
 UNION ALL
  SELECT d.number,
     d.sha256,
     d.stamped,
     NULL::timestamp with time zone,
     NULL::text,
     NULL::text
    FROM programme_documents d
   WHERE ((d.sha256 <> ''::text) AND ((d.number = result_standing.of_number) OR (d.sha256 = result_standing.of_sha256) OR (result_standing.of_sha256 = ANY (d.stamped))));
END;
GRANT EXECUTE ON FUNCTION result_standing(of_number text, of_sha256 text) TO motcua_api;
GRANT EXECUTE ON FUNCTION result_standing(of_number text, of_sha256 text) TO motcua_engine;

-- retry_dossier(stuck text)
CREATE OR REPLACE FUNCTION public.retry_dossier(stuck text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    WITH moved AS (
        UPDATE dossiers SET engine_due = now(), sweeps = 0 WHERE code = stuck AND status NOT IN (3, 7, 8, 10) AND current_setting('motcua.operator', true) = 'yes'
        RETURNING code
    )
    INSERT INTO operator_acts (act, about, operator) SELECT 'retry', code, current_setting('motcua.actor', true) FROM moved RETURNING about
 $function$;
GRANT EXECUTE ON FUNCTION retry_dossier(stuck text) TO motcua_api;

-- retry_portal_filing(of_id text)
CREATE OR REPLACE FUNCTION public.retry_portal_filing(of_id text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    WITH moved AS (
        UPDATE portal_filings SET state = CASE state WHEN 'declined' THEN state ELSE 'received' END, due_at = now(), tries = 0, changed_at = now()
        WHERE id = of_id AND (state IN ('received', 'held') OR (state = 'declined' AND answered_at IS NULL)) AND current_setting('motcua.operator', true) = 'yes' RETURNING code
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', code, current_setting('motcua.actor', true) FROM moved RETURNING about
$function$;
GRANT EXECUTE ON FUNCTION retry_portal_filing(of_id text) TO motcua_api;

-- retry_put_off(of_loop text, of_about text)
CREATE OR REPLACE FUNCTION public.retry_put_off(of_loop text, of_about text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    WITH message AS (
        UPDATE outbox SET due_at = now(), attempts = 0
        WHERE kind = of_loop AND why <> '' AND of_about IN ('', dossier) AND current_setting('motcua.operator', true) = 'yes' RETURNING dossier
    ), watched AS (
        UPDATE dossiers SET watch_at = now()
        WHERE of_loop = 'watch' AND code = of_about AND EXISTS (SELECT 1 FROM put_off WHERE loop = of_loop AND about = of_about) AND current_setting('motcua.operator', true) = 'yes' RETURNING code
    ), paid AS (
        UPDATE payments SET look_at = now(), looks = 0
        WHERE of_loop = 'payment' AND task = of_about AND EXISTS (SELECT 1 FROM put_off WHERE loop = of_loop AND about = of_about) AND current_setting('motcua.operator', true) = 'yes' RETURNING task
    ), decided AS (
        UPDATE batch_items SET due_at = now()
        WHERE of_loop = 'batch' AND task = of_about AND state = 'waiting' AND EXISTS (SELECT 1 FROM put_off WHERE loop = of_loop AND about = of_about) AND current_setting('motcua.operator', true) = 'yes'
        RETURNING task
    ), synced AS (
        UPDATE portal_syncs SET state = 'owed', next_at = now(), tries = 0, changed_at = now()
        WHERE of_loop = 'portal' AND of_about IN ('', dossier) AND why <> '' AND current_setting('motcua.operator', true) = 'yes' RETURNING dossier
    ), made AS (
        UPDATE programme_documents SET due_at = now()
        WHERE of_loop = 'document' AND id = of_about AND due_at IS NOT NULL AND EXISTS (SELECT 1 FROM put_off WHERE loop = of_loop AND about = of_about) AND current_setting('motcua.operator', true) = 'yes' RETURNING id
    ), told AS (
        UPDATE recall_tellings SET due_at = now()
        WHERE of_loop = 'recall' AND consumer = of_about AND taken_at IS NULL AND current_setting('motcua.operator', true) = 'yes' RETURNING number
    ), moved AS (
        SELECT 1 FROM message UNION ALL SELECT 1 FROM watched UNION ALL SELECT 1 FROM paid UNION ALL SELECT 1 FROM decided
        UNION ALL SELECT 1 FROM synced UNION ALL SELECT 1 FROM made UNION ALL SELECT 1 FROM told
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', coalesce(nullif(of_about, ''), of_loop), current_setting('motcua.actor', true) WHERE EXISTS (SELECT 1 FROM moved)
    RETURNING about
$function$;
GRANT EXECUTE ON FUNCTION retry_put_off(of_loop text, of_about text) TO motcua_api;

-- retry_sync(of_dossier text)
CREATE OR REPLACE FUNCTION public.retry_sync(of_dossier text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    WITH moved AS (
        UPDATE portal_syncs SET state = 'owed', next_at = now(), tries = 0, changed_at = now()
        WHERE dossier = of_dossier AND current_setting('motcua.operator', true) = 'yes' RETURNING dossier
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', dossier, current_setting('motcua.actor', true) FROM moved LIMIT 1 RETURNING about
$function$;
GRANT EXECUTE ON FUNCTION retry_sync(of_dossier text) TO motcua_api;

-- settle_portal_filing(of_id text, of_state text, of_why text, of_message text, of_dossier text)
CREATE OR REPLACE FUNCTION public.settle_portal_filing(of_id text, of_state text, of_why text, of_message text, of_dossier text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    UPDATE portal_filings SET
        state = of_state, why = of_why, message = of_message, dossier = of_dossier, changed_at = now(),
        due_at = CASE of_state WHEN 'received' THEN now() + least(power(2, least(tries, 9)), 300) * interval '1 second' END,
        sealed = CASE WHEN of_state <> 'filed' THEN sealed END, wrapped = CASE WHEN of_state <> 'filed' THEN wrapped END
    WHERE id = of_id AND state = 'received' AND coalesce(current_setting('motcua.actor', true), '') = '';
    DELETE FROM portal_papers WHERE filing = of_id AND of_state = 'filed' AND coalesce(current_setting('motcua.actor', true), '') = '';
$function$;
GRANT EXECUTE ON FUNCTION settle_portal_filing(of_id text, of_state text, of_why text, of_message text, of_dossier text) TO motcua_api;

-- try_one_time_code(of_code text, of_digest text)
CREATE OR REPLACE FUNCTION public.try_one_time_code(of_code text, of_digest text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH stood AS (
          SELECT one_time_codes.dossier,
             one_time_codes.digest
            FROM one_time_codes
           WHERE ((one_time_codes.dossier = try_one_time_code.of_code) AND (one_time_codes.digest <> ''::text) AND (one_time_codes.tries < 5) AND (one_time_codes.ends_at > clock_timestamp()))
          FOR UPDATE OF one_time_codes
         ), tried AS (
          UPDATE one_time_codes c SET tries = (c.tries + 1), digest =
                 CASE
                     WHEN (c.digest = try_one_time_code.of_digest) THEN ''::text
                     ELSE c.digest
                 END
            FROM stood
           WHERE (c.dossier = stood.dossier)
           RETURNING (stood.digest = try_one_time_code.of_digest) AS holds
         )
  SELECT d.seen_by[1] AS seen_by
    FROM dossiers d,
     tried
   WHERE ((d.code = try_one_time_code.of_code) AND tried.holds);
END;
GRANT EXECUTE ON FUNCTION try_one_time_code(of_code text, of_digest text) TO motcua_api;

-- warehouse_results_of(whose text)
CREATE OR REPLACE FUNCTION public.warehouse_results_of(whose text)
 RETURNS SETOF warehouse_results
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT warehouse_results.number,
     warehouse_results.provider,
     warehouse_results.dossier,
     warehouse_results.seq,
     warehouse_results.kind,
     warehouse_results.issuer,
     warehouse_results.path,
     warehouse_results.sha256,
     warehouse_results.signature,
     warehouse_results.owners,
     warehouse_results.issued_on,
     warehouse_results.issued_at,
     warehouse_results.valid_until,
     warehouse_results.replaced_by,
     warehouse_results.recalled_at,
     warehouse_results.erased_at,
     warehouse_results.entered_at,
     warehouse_results.changed_at
    FROM warehouse_results
   WHERE ((warehouse_results.owners @> ARRAY[warehouse_results_of.whose]) AND ((NULLIF(current_setting('motcua.person'::text, true), ''::text) IS NULL) OR (NULLIF(current_setting('motcua.person'::text, true), ''::text) = ANY (warehouse_results.owners))));
END;
GRANT EXECUTE ON FUNCTION warehouse_results_of(whose text) TO motcua_api;

-- what_is_put_off()
CREATE OR REPLACE FUNCTION public.what_is_put_off()
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    SELECT jsonb_agg(told) FROM (
        SELECT jsonb_build_object('loop', loop, 'about', about, 'dossier', dossier, 'why', why, 'fails', fails,
                                  'since', since, 'next', next_at) AS told
        FROM (
            SELECT kind AS loop, dossier AS about, dossier, why, attempts AS fails, due_at AS next_at,
                   (SELECT at FROM events WHERE events.dossier = outbox.dossier AND events.seq = outbox.seq) AS since
            FROM outbox WHERE why <> '' AND (attempts >= 3 OR due_at IS NULL)
            UNION ALL SELECT 'portal', dossier, dossier, why, tries, next_at, owed_since FROM portal_syncs
                WHERE state <> 'confirmed' AND why <> '' AND (tries >= 3 OR next_at IS NULL)
            UNION ALL SELECT loop, about, dossier, why, fails, next_at, since FROM put_off
        ) AS rows ORDER BY next_at IS NOT NULL, since LIMIT 50
    ) AS worst WHERE current_setting('motcua.operator', true) = 'yes'
$function$;
GRANT EXECUTE ON FUNCTION what_is_put_off() TO motcua_api;

-- what_wakes(of_dossier text)
CREATE OR REPLACE FUNCTION public.what_wakes(of_dossier text)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ 
    SELECT jsonb_build_object('ended', status IN (3, 7, 8, 10), 'by_itself', engine_due, 'waits_for', coalesce(
        (SELECT jsonb_agg(DISTINCT role) FROM tasks WHERE tasks.dossier = dossiers.code AND closed_at IS NULL), '[]'))
    FROM dossiers WHERE code = of_dossier AND current_setting('motcua.operator', true) = 'yes'
 $function$;
GRANT EXECUTE ON FUNCTION what_wakes(of_dossier text) TO motcua_api;


-- Tables and views

-- agency_states
ALTER TABLE agency_states ALTER took_ms SET DEFAULT '0'::bigint;
CREATE UNIQUE INDEX pk_agency_states ON public.agency_states USING btree (agency);
GRANT INSERT, SELECT, UPDATE ON agency_states TO motcua_engine;
GRANT SELECT ON agency_states TO motcua_api;
ALTER TABLE agency_states ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON agency_states AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY officers ON agency_states AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((NULLIF(current_setting('motcua.agency'::text, true), ''::text) IS NOT NULL));
CREATE POLICY operators ON agency_states AS PERMISSIVE FOR ALL TO motcua_api
    USING ((current_setting('motcua.operator'::text, true) = 'yes'::text));

-- alarms
ALTER TABLE alarms ALTER acknowledged_by SET DEFAULT ''::text;
ALTER TABLE alarms ALTER acknowledged_for SET DEFAULT ''::text;
ALTER TABLE alarms ALTER said SET DEFAULT ''::text;
ALTER TABLE alarms ADD CONSTRAINT ck_alarms_rule CHECK ((rule = ANY (ARRAY['arrivals'::text, 'register'::text, 'late'::text, 'payments'::text])));
CREATE INDEX ix_alarms_unit ON public.alarms USING btree (unit, began_at);
CREATE UNIQUE INDEX pk_alarms ON public.alarms USING btree (id);
CREATE UNIQUE INDEX uq_alarms_open ON public.alarms USING btree (rule, unit, subject) WHERE (ended_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON alarms TO motcua_engine;
GRANT SELECT ON alarms TO motcua_api;
GRANT UPDATE (acknowledged_at, acknowledged_by, acknowledged_for, said) ON alarms TO motcua_api;
ALTER TABLE alarms ENABLE ROW LEVEL SECURITY;
CREATE POLICY acknowledge ON alarms AS PERMISSIVE FOR UPDATE TO motcua_api
    USING (((acknowledged_at IS NULL) AND (NULLIF(current_setting('motcua.agency'::text, true), ''::text) IS NOT NULL)))
    WITH CHECK (((acknowledged_by = current_setting('motcua.actor'::text, true)) AND (acknowledged_for = current_setting('motcua.agency'::text, true))));
CREATE POLICY engine ON alarms AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY officers ON alarms AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((NULLIF(current_setting('motcua.agency'::text, true), ''::text) IS NOT NULL));

-- alembic_version
CREATE UNIQUE INDEX alembic_version_pkc ON public.alembic_version USING btree (version_num);
ALTER TABLE alembic_version DISABLE ROW LEVEL SECURITY;

-- answer_days
CREATE UNIQUE INDEX pk_answer_days ON public.answer_days USING btree (agency, day, number);
GRANT INSERT, SELECT, UPDATE ON answer_days TO motcua_engine;
GRANT SELECT ON answer_days TO motcua_api;
ALTER TABLE answer_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON answer_days AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY officers ON answer_days AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((NULLIF(current_setting('motcua.agency'::text, true), ''::text) IS NOT NULL));

-- answer_times
CREATE INDEX ix_answer_times_hour ON public.answer_times USING btree (hour);
CREATE UNIQUE INDEX pk_answer_times ON public.answer_times USING btree (agency, hour, number);
GRANT DELETE, INSERT, SELECT, UPDATE ON answer_times TO motcua_engine;
GRANT SELECT ON answer_times TO motcua_api;
ALTER TABLE answer_times ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON answer_times AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY officers ON answer_times AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((NULLIF(current_setting('motcua.agency'::text, true), ''::text) IS NOT NULL));

-- archive_stamps
ALTER TABLE archive_stamps ADD CONSTRAINT fk_archive_stamps_dossier_dossiers FOREIGN KEY (dossier) REFERENCES dossiers(code);
CREATE INDEX ix_archive_stamps_sha256 ON public.archive_stamps USING btree (sha256);
CREATE INDEX ix_archive_stamps_stamped_until ON public.archive_stamps USING btree (stamped_until);
CREATE UNIQUE INDEX pk_archive_stamps ON public.archive_stamps USING btree (number, stamped_until);
GRANT INSERT, SELECT ON archive_stamps TO motcua_api;
GRANT INSERT, SELECT ON archive_stamps TO motcua_engine;
ALTER TABLE archive_stamps ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON archive_stamps AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON archive_stamps AS PERMISSIVE FOR ALL TO motcua_api
    USING ((EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = archive_stamps.dossier))));

-- batch_items
ALTER TABLE batch_items ALTER en SET DEFAULT ''::text;
ALTER TABLE batch_items ALTER slug SET DEFAULT ''::text;
ALTER TABLE batch_items ALTER vi SET DEFAULT ''::text;
ALTER TABLE batch_items ADD CONSTRAINT ck_batch_items_ck_batch_items_state CHECK ((state = ANY (ARRAY['waiting'::text, 'decided'::text, 'refused'::text, 'left_out'::text, 'withdrawn'::text])));
ALTER TABLE batch_items ADD CONSTRAINT fk_batch_items_batch_batches FOREIGN KEY (batch) REFERENCES batches(id) ON DELETE CASCADE;
CREATE INDEX ix_batch_items_due_at ON public.batch_items USING btree (due_at) WHERE ((state = 'waiting'::text) AND (due_at IS NOT NULL));
CREATE UNIQUE INDEX pk_batch_items ON public.batch_items USING btree (batch, task);
GRANT INSERT, SELECT ON batch_items TO motcua_api;
GRANT SELECT ON batch_items TO motcua_engine;
GRANT UPDATE (state, slug, vi, en, due_at, settled_at) ON batch_items TO motcua_api;
GRANT UPDATE (state, slug, vi, en, due_at, settled_at) ON batch_items TO motcua_engine;
ALTER TABLE batch_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON batch_items AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON batch_items AS PERMISSIVE FOR ALL TO motcua_api
    USING ((agency = NULLIF(current_setting('motcua.agency'::text, true), ''::text)));

-- batches
ALTER TABLE batches ALTER began_at SET DEFAULT now();
ALTER TABLE batches ALTER second SET DEFAULT ''::text;
ALTER TABLE batches ADD CONSTRAINT ck_batches_ck_batches_due CHECK (((state = 'confirmed'::text) = (due_at IS NOT NULL)));
ALTER TABLE batches ADD CONSTRAINT ck_batches_ck_batches_state CHECK ((state = ANY (ARRAY['drafted'::text, 'second'::text, 'confirmed'::text, 'withdrawn'::text])));
CREATE INDEX ix_batches_agency ON public.batches USING btree (agency, began_at);
CREATE UNIQUE INDEX pk_batches ON public.batches USING btree (id);
GRANT DELETE, SELECT ON batches TO motcua_engine;
GRANT INSERT, SELECT ON batches TO motcua_api;
GRANT UPDATE (master, wrapped) ON batches TO motcua_engine;
GRANT UPDATE (state, needs_second, second, due_at, sealed) ON batches TO motcua_api;
ALTER TABLE batches ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON batches AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON batches AS PERMISSIVE FOR ALL TO motcua_api
    USING ((agency = NULLIF(current_setting('motcua.agency'::text, true), ''::text)));

-- cleaning
CREATE VIEW cleaning AS
 SELECT corrections.register,
    corrections.rule,
    corrections.office,
    corrections.state,
    corrections.verdict,
    corrections.found_at,
    corrections.closed_at,
    1 AS found,
    0 AS compared
   FROM corrections
UNION ALL
 SELECT compared_people.register,
    ''::text AS rule,
    ''::text AS office,
    ''::text AS state,
    ''::text AS verdict,
    NULL::timestamp with time zone AS found_at,
    NULL::timestamp with time zone AS closed_at,
    0 AS found,
    count(*) AS compared
   FROM compared_people
  GROUP BY compared_people.register;
GRANT SELECT ON cleaning TO motcua_api;

-- cleaning_nights
ALTER TABLE cleaning_nights ALTER began_at SET DEFAULT clock_timestamp();
ALTER TABLE cleaning_nights ALTER dossiers SET DEFAULT '0'::bigint;
ALTER TABLE cleaning_nights ALTER found SET DEFAULT '0'::bigint;
CREATE UNIQUE INDEX pk_cleaning_nights ON public.cleaning_nights USING btree (day);
GRANT INSERT, SELECT, UPDATE ON cleaning_nights TO motcua_engine;
GRANT SELECT ON cleaning_nights TO motcua_api;
ALTER TABLE cleaning_nights ENABLE ROW LEVEL SECURITY;
CREATE POLICY api ON cleaning_nights AS PERMISSIVE FOR SELECT TO motcua_api
    USING (true);
CREATE POLICY engine ON cleaning_nights AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- cleaning_owed
CREATE UNIQUE INDEX pk_cleaning_owed ON public.cleaning_owed USING btree (dossier);
GRANT DELETE, INSERT, SELECT, UPDATE ON cleaning_owed TO motcua_engine;
ALTER TABLE cleaning_owed ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON cleaning_owed AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- clinic_receptions
CREATE VIEW clinic_receptions AS
 SELECT facility,
    asked_at,
    settled_at,
    outcome
   FROM clinic_visits;
GRANT SELECT ON clinic_receptions TO motcua_api;

-- clinic_visits
ALTER TABLE clinic_visits ALTER elsewhere SET DEFAULT false;
ALTER TABLE clinic_visits ALTER outcome SET DEFAULT ''::text;
ALTER TABLE clinic_visits ALTER receipt SET DEFAULT ''::text;
ALTER TABLE clinic_visits ALTER tries SET DEFAULT '0'::bigint;
ALTER TABLE clinic_visits ALTER wish SET DEFAULT ''::text;
ALTER TABLE clinic_visits ALTER wish_tries SET DEFAULT '0'::bigint;
ALTER TABLE clinic_visits ALTER wished_by SET DEFAULT ''::text;
CREATE INDEX ix_clinic_visits_about ON public.clinic_visits USING gin (about);
CREATE INDEX ix_clinic_visits_asked_at ON public.clinic_visits USING btree (asked_at);
CREATE INDEX ix_clinic_visits_due_at ON public.clinic_visits USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX ix_clinic_visits_wish_due_at ON public.clinic_visits USING btree (wish_due_at) WHERE (wish_due_at IS NOT NULL);
CREATE UNIQUE INDEX pk_clinic_visits ON public.clinic_visits USING btree (id);
CREATE UNIQUE INDEX uq_clinic_visits_facility_visit ON public.clinic_visits USING btree (facility, visit);
GRANT DELETE, INSERT, SELECT, UPDATE ON clinic_visits TO motcua_engine;
GRANT INSERT, SELECT ON clinic_visits TO motcua_api;
GRANT UPDATE (wish, wished_by, wished_at, wish_due_at) ON clinic_visits TO motcua_api;
ALTER TABLE clinic_visits ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON clinic_visits AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY facility ON clinic_visits AS PERMISSIVE FOR ALL TO motcua_api
    USING ((facility = NULLIF(current_setting('motcua.agency'::text, true), ''::text)));

-- compared_people
CREATE UNIQUE INDEX pk_compared_people ON public.compared_people USING btree (register, person);
GRANT DELETE, INSERT, SELECT, UPDATE ON compared_people TO motcua_engine;
ALTER TABLE compared_people ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON compared_people AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- corrections
ALTER TABLE corrections ALTER decided_by SET DEFAULT ''::text;
ALTER TABLE corrections ALTER found_at SET DEFAULT clock_timestamp();
ALTER TABLE corrections ALTER receptions SET DEFAULT '{}'::text[];
ALTER TABLE corrections ALTER state SET DEFAULT 'open'::text;
ALTER TABLE corrections ALTER tries SET DEFAULT '0'::bigint;
ALTER TABLE corrections ALTER verdict SET DEFAULT ''::text;
ALTER TABLE corrections ADD CONSTRAINT ck_corrections_state CHECK ((state = ANY (ARRAY['open'::text, 'decided'::text, 'closed'::text])));
ALTER TABLE corrections ADD CONSTRAINT ck_corrections_verdict CHECK ((verdict = ANY (ARRAY[''::text, 'register'::text, 'other'::text, 'both'::text, 'none'::text])));
CREATE INDEX ix_corrections_due_at ON public.corrections USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX ix_corrections_office ON public.corrections USING btree (office, state, found_at);
CREATE INDEX ix_corrections_person ON public.corrections USING btree (person);
CREATE UNIQUE INDEX pk_corrections ON public.corrections USING btree (id);
CREATE UNIQUE INDEX uq_corrections_same ON public.corrections USING btree (same);
GRANT DELETE, INSERT, SELECT, UPDATE ON corrections TO motcua_engine;
GRANT SELECT ON corrections TO motcua_api;
GRANT UPDATE (state, verdict, decided_by, decided_at, due_at, closed_at, sealed) ON corrections TO motcua_api;
ALTER TABLE corrections ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON corrections AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY office ON corrections AS PERMISSIVE FOR ALL TO motcua_api
    USING ((office = NULLIF(current_setting('motcua.agency'::text, true), ''::text)));

-- counters
CREATE UNIQUE INDEX pk_counters ON public.counters USING btree (name);
GRANT INSERT, SELECT, UPDATE ON counters TO motcua_api;
GRANT INSERT, SELECT, UPDATE ON counters TO motcua_engine;
ALTER TABLE counters DISABLE ROW LEVEL SECURITY;

-- days_off
ALTER TABLE days_off ALTER decreed_at SET DEFAULT now();
CREATE UNIQUE INDEX pk_days_off ON public.days_off USING btree (number);
CREATE UNIQUE INDEX uq_days_off_day_offices ON public.days_off USING btree (day, offices);
GRANT INSERT, SELECT ON days_off TO motcua_engine;
GRANT SELECT ON days_off TO motcua_api;
ALTER TABLE days_off DISABLE ROW LEVEL SECURITY;

-- dossier_keys
ALTER TABLE dossier_keys ALTER basis SET DEFAULT ''::text;
ALTER TABLE dossier_keys ADD CONSTRAINT ck_dossier_keys_ck_dossier_keys_destroyed CHECK (((wrapped IS NULL) = (destroyed_at IS NOT NULL)));
ALTER TABLE dossier_keys ADD CONSTRAINT ck_dossier_keys_ck_dossier_keys_purpose CHECK ((purpose = ANY (ARRAY['dossier'::text, 'result'::text, 'system'::text])));
CREATE INDEX ix_dossier_keys_master ON public.dossier_keys USING btree (master);
CREATE UNIQUE INDEX pk_dossier_keys ON public.dossier_keys USING btree (dossier, purpose);
GRANT INSERT, SELECT ON dossier_keys TO motcua_api;
GRANT INSERT, SELECT ON dossier_keys TO motcua_engine;
GRANT UPDATE (master, wrapped, destroyed_at, basis) ON dossier_keys TO motcua_engine;
ALTER TABLE dossier_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON dossier_keys AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON dossier_keys AS PERMISSIVE FOR ALL TO motcua_api
    USING (((EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = dossier_keys.dossier))) OR (purpose = 'system'::text) OR (current_setting('motcua.operator'::text, true) = 'yes'::text)))
    WITH CHECK ((EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = dossier_keys.dossier))));

-- dossiers
ALTER TABLE dossiers SET (fillfactor=70);
ALTER TABLE dossiers ALTER seen_by SET DEFAULT '{}'::text[];
ALTER TABLE dossiers ALTER sweeps SET DEFAULT '0'::smallint;
CREATE INDEX ix_dossiers_by_mandate ON public.dossiers USING btree (applicant) WHERE (proxy_until IS NOT NULL);
CREATE INDEX ix_dossiers_engine_due ON public.dossiers USING btree (engine_due) WHERE (engine_due IS NOT NULL);
CREATE INDEX ix_dossiers_running ON public.dossiers USING btree (competent, due_at, code) WHERE (status = ANY (ARRAY[2, 4]));
CREATE INDEX ix_dossiers_seen_by ON public.dossiers USING gin (seen_by);
CREATE INDEX ix_dossiers_watch_at ON public.dossiers USING btree (watch_at) WHERE (watch_at IS NOT NULL);
CREATE UNIQUE INDEX pk_dossiers ON public.dossiers USING btree (code);
GRANT INSERT, SELECT ON dossiers TO motcua_api;
GRANT INSERT, SELECT, UPDATE ON dossiers TO motcua_engine;
GRANT UPDATE (status, due_at, seq, head, engine_due, sweeps, seen_by, watch_at, state) ON dossiers TO motcua_api;
ALTER TABLE dossiers ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON dossiers AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON dossiers AS PERMISSIVE FOR ALL TO motcua_api
    USING ((((ARRAY[current_setting('motcua.person'::text, true), current_setting('motcua.agency'::text, true)] && seen_by) AND (NOT COALESCE(((proxy_until < ((now() AT TIME ZONE '07:00:00'::interval))::date) AND (applicant = current_setting('motcua.person'::text, true))), false))) OR ((current_setting('motcua.actor'::text, true) = 'payments'::text) AND (code = current_setting('motcua.dossier'::text, true))) OR ((code = current_setting('motcua.dossier'::text, true)) AND (('agency:'::text || current_setting('motcua.actor'::text, true)) = ANY (seen_by)))));

-- drafts
ALTER TABLE drafts ALTER began_at SET DEFAULT now();
ALTER TABLE drafts ALTER changed_at SET DEFAULT now();
CREATE INDEX ix_drafts_owner ON public.drafts USING btree (owner, changed_at);
CREATE UNIQUE INDEX pk_drafts ON public.drafts USING btree (id);
GRANT DELETE, INSERT, SELECT, UPDATE ON drafts TO motcua_api;
GRANT DELETE, SELECT, UPDATE ON drafts TO motcua_engine;
ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON drafts AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON drafts AS PERMISSIVE FOR ALL TO motcua_api
    USING ((owner =
CASE
    WHEN (current_setting('motcua.person'::text, true) <> ''::text) THEN ('applicant:'::text || current_setting('motcua.person'::text, true))
    ELSE ('officer:'::text || NULLIF(current_setting('motcua.actor'::text, true), ''::text))
END));

-- events
ALTER TABLE events ADD CONSTRAINT fk_events_dossier_dossiers FOREIGN KEY (dossier) REFERENCES dossiers(code);
CREATE INDEX ix_events_about ON public.events USING gin ((((act -> 'look'::text) -> 'about'::text))) WHERE (act ? 'look'::text);
CREATE INDEX ix_events_numbered ON public.events USING btree (((act ->> 'number'::text))) WHERE ((act ->> 'type'::text) = 'numbered'::text);
CREATE INDEX ix_events_sealing ON public.events USING btree (dossier, seq) WHERE ((act ->> 'type'::text) = ANY (ARRAY['approved'::text, 'signature_asked'::text, 'signed'::text, 'signature_declined'::text, 'agency_waited'::text, 'numbered'::text, 'issued'::text, 'recalled'::text]));
CREATE INDEX ix_events_waited ON public.events USING btree (dossier) WHERE ((act ->> 'type'::text) = 'agency_waited'::text);
CREATE UNIQUE INDEX pk_events ON public.events USING btree (dossier, seq);
CREATE UNIQUE INDEX uq_events_dossier_key ON public.events USING btree (dossier, key);
GRANT INSERT, SELECT ON events TO motcua_api;
GRANT INSERT, SELECT ON events TO motcua_engine;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON events AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON events AS PERMISSIVE FOR ALL TO motcua_api
    USING ((EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = events.dossier))));

-- exchanges
ALTER TABLE exchanges ALTER at SET DEFAULT clock_timestamp();
ALTER TABLE exchanges ALTER refused SET DEFAULT ''::text;
ALTER TABLE exchanges ADD CONSTRAINT ck_exchanges_act CHECK ((act = ANY (ARRAY['asked'::text, 'listed'::text, 'put'::text, 'recalled'::text, 'corrected'::text, 'compared'::text])));
CREATE INDEX ix_exchanges_about ON public.exchanges USING gin (about);
CREATE INDEX ix_exchanges_dataset ON public.exchanges USING btree (dataset, at);
CREATE INDEX ix_exchanges_message ON public.exchanges USING btree (consumer, message);
CREATE INDEX ix_exchanges_results ON public.exchanges USING gin (results);
CREATE UNIQUE INDEX pk_exchanges ON public.exchanges USING btree (number);
GRANT INSERT, SELECT ON exchanges TO motcua_api;
GRANT INSERT, SELECT ON exchanges TO motcua_engine;
ALTER TABLE exchanges ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON exchanges AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY noted ON exchanges AS PERMISSIVE FOR INSERT TO motcua_api
    WITH CHECK ((consumer = ANY (ARRAY[NULLIF(current_setting('motcua.actor'::text, true), ''::text), NULLIF(current_setting('motcua.agency'::text, true), ''::text)])));
CREATE POLICY own ON exchanges AS PERMISSIVE FOR SELECT TO motcua_api
    USING (((NULLIF(current_setting('motcua.person'::text, true), ''::text) = ANY (about)) OR (consumer = NULLIF(current_setting('motcua.actor'::text, true), ''::text)) OR (NULLIF(current_setting('motcua.agency'::text, true), ''::text) IS NOT NULL)));

-- filings
CREATE UNIQUE INDEX pk_filings ON public.filings USING btree (subject, key);
GRANT INSERT, SELECT ON filings TO motcua_api;
GRANT INSERT, SELECT ON filings TO motcua_engine;
ALTER TABLE filings ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON filings AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON filings AS PERMISSIVE FOR ALL TO motcua_api
    USING ((subject = current_setting('motcua.actor'::text, true)));

-- index_days
CREATE UNIQUE INDEX pk_index_days ON public.index_days USING btree (day, unit, procedure, metric);
GRANT INSERT, SELECT ON index_days TO motcua_engine;
GRANT SELECT ON index_days TO motcua_api;
ALTER TABLE index_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON index_days AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY everybody ON index_days AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((procedure = ''::text));
CREATE POLICY officers ON index_days AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((NULLIF(current_setting('motcua.agency'::text, true), ''::text) IS NOT NULL));

-- looks
ALTER TABLE looks ALTER at SET DEFAULT now();
ALTER TABLE looks ADD CONSTRAINT fk_looks_dossier_dossiers FOREIGN KEY (dossier) REFERENCES dossiers(code);
CREATE INDEX ix_looks_about ON public.looks USING gin (about);
CREATE UNIQUE INDEX pk_looks ON public.looks USING btree (number);
CREATE UNIQUE INDEX uq_looks_dossier_officer_day_what ON public.looks USING btree (dossier, officer, day, what);
GRANT SELECT ON looks TO motcua_engine;
ALTER TABLE looks ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON looks AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- lookups
CREATE VIEW lookups AS
 SELECT e.dossier,
    e.seq,
    e.at,
    (e.act ->> 'agency'::text) AS register,
    ((e.act ->> 'found'::text))::boolean AS found,
    ((e.act -> 'look'::text) - 'about'::text) AS look,
    d.procedure,
    d.competent
   FROM (events e
     JOIN dossiers d ON ((d.code = e.dossier)))
  WHERE ((e.act ? 'look'::text) AND (((e.act -> 'look'::text) -> 'about'::text) ? NULLIF(current_setting('motcua.person'::text, true), ''::text)));
ALTER TABLE lookups SET (security_barrier=true);
GRANT SELECT ON lookups TO motcua_api;

-- office_codes
CREATE UNIQUE INDEX pk_office_codes ON public.office_codes USING btree (code);
GRANT INSERT, SELECT, UPDATE ON office_codes TO motcua_engine;
GRANT SELECT ON office_codes TO motcua_api;
ALTER TABLE office_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY api ON office_codes AS PERMISSIVE FOR SELECT TO motcua_api
    USING (true);
CREATE POLICY engine ON office_codes AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- officer_looks
CREATE VIEW officer_looks AS
 SELECT dossier,
    min(number) AS seq,
    min(at) AS at,
    agency,
    roles,
    array_agg(what ORDER BY number) AS opened,
    procedure
   FROM looks
  WHERE (about && ARRAY[NULLIF(current_setting('motcua.person'::text, true), ''::text), NULLIF(current_setting('motcua.agency'::text, true), ''::text)])
  GROUP BY dossier, officer, day, agency, roles, procedure;
ALTER TABLE officer_looks SET (security_barrier=true);
GRANT SELECT ON officer_looks TO motcua_api;

-- officers
CREATE INDEX ix_officers_agency ON public.officers USING btree (agency);
CREATE INDEX ix_officers_name ON public.officers USING btree (name);
CREATE UNIQUE INDEX pk_officers ON public.officers USING btree (id);
GRANT SELECT ON officers TO motcua_engine;
GRANT SELECT (id, agency, name, roles) ON officers TO motcua_api;
ALTER TABLE officers ENABLE ROW LEVEL SECURITY;
CREATE POLICY colleagues ON officers AS PERMISSIVE FOR ALL TO motcua_api
    USING ((NULLIF(current_setting('motcua.agency'::text, true), ''::text) = ANY (agencies)));
CREATE POLICY engine ON officers AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- officers_out
ALTER TABLE officers_out ALTER entered_at SET DEFAULT now();
ALTER TABLE officers_out ADD CONSTRAINT ck_officers_out_ck_officers_out_state CHECK ((state = ANY (ARRAY['ended'::text, 'away'::text, 'back'::text])));
CREATE INDEX ix_officers_out_officer ON public.officers_out USING btree (officer, number);
CREATE UNIQUE INDEX pk_officers_out ON public.officers_out USING btree (number);
GRANT INSERT, SELECT ON officers_out TO motcua_engine;
GRANT SELECT (number, officer, state, until) ON officers_out TO motcua_api;
ALTER TABLE officers_out DISABLE ROW LEVEL SECURITY;

-- old_numbers
CREATE INDEX ix_old_numbers_person ON public.old_numbers USING btree (person);
CREATE UNIQUE INDEX pk_old_numbers ON public.old_numbers USING btree (old, person);
GRANT INSERT, SELECT ON old_numbers TO motcua_engine;
ALTER TABLE old_numbers ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON old_numbers AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- one_time_codes
ALTER TABLE one_time_codes ALTER digest SET DEFAULT ''::text;
ALTER TABLE one_time_codes ALTER message SET DEFAULT '0'::bigint;
ALTER TABLE one_time_codes ALTER nonce SET DEFAULT ''::text;
ALTER TABLE one_time_codes ALTER tries SET DEFAULT '0'::smallint;
ALTER TABLE one_time_codes ADD CONSTRAINT fk_one_time_codes_dossier_dossiers FOREIGN KEY (dossier) REFERENCES dossiers(code);
CREATE UNIQUE INDEX pk_one_time_codes ON public.one_time_codes USING btree (dossier);
GRANT SELECT ON one_time_codes TO motcua_engine;
GRANT UPDATE (digest, ends_at, tries, message, nonce) ON one_time_codes TO motcua_engine;
ALTER TABLE one_time_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON one_time_codes AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- operator_acts
ALTER TABLE operator_acts ALTER at SET DEFAULT now();
ALTER TABLE operator_acts ALTER why SET DEFAULT ''::text;
ALTER TABLE operator_acts ADD CONSTRAINT ck_operator_acts_act CHECK ((act = ANY (ARRAY['pause'::text, 'resume'::text, 'retry'::text, 'give'::text, 'decline'::text])));
CREATE INDEX ix_operator_acts_about ON public.operator_acts USING btree (about, number);
CREATE UNIQUE INDEX pk_operator_acts ON public.operator_acts USING btree (number);
GRANT SELECT ON operator_acts TO motcua_api;
GRANT SELECT ON operator_acts TO motcua_engine;
GRANT INSERT (act, about, why, operator) ON operator_acts TO motcua_api;
ALTER TABLE operator_acts ENABLE ROW LEVEL SECURITY;
CREATE POLICY as_themselves ON operator_acts AS RESTRICTIVE FOR INSERT TO motcua_api
    WITH CHECK (((operator = current_setting('motcua.actor'::text, true)) AND (act = ANY (ARRAY['pause'::text, 'resume'::text]))));
CREATE POLICY engine ON operator_acts AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY operators ON operator_acts AS PERMISSIVE FOR ALL TO motcua_api
    USING ((current_setting('motcua.operator'::text, true) = 'yes'::text));

-- outbox
ALTER TABLE outbox ALTER attempts SET DEFAULT '0'::smallint;
ALTER TABLE outbox ALTER done SET DEFAULT '{}'::text[];
ALTER TABLE outbox ALTER why SET DEFAULT ''::text;
ALTER TABLE outbox ADD CONSTRAINT ck_outbox_kind CHECK ((kind = ANY (ARRAY['wake'::text, 'notice'::text, 'report'::text, 'slip'::text, 'facts'::text, 'portal'::text, 'result'::text, 'answers'::text])));
CREATE INDEX ix_outbox_due_at ON public.outbox USING btree (kind, due_at);
CREATE UNIQUE INDEX pk_outbox ON public.outbox USING btree (id);
GRANT DELETE, INSERT, SELECT, UPDATE ON outbox TO motcua_api;
GRANT DELETE, INSERT, SELECT, UPDATE ON outbox TO motcua_engine;
ALTER TABLE outbox DISABLE ROW LEVEL SECURITY;

-- outlooks
ALTER TABLE outlooks ALTER entered_at SET DEFAULT now();
ALTER TABLE outlooks ALTER place SET DEFAULT ''::text;
ALTER TABLE outlooks ALTER why SET DEFAULT ''::text;
ALTER TABLE outlooks ADD CONSTRAINT ck_outlooks_verdict CHECK ((verdict = ANY (ARRAY['replays'::text, 'walks'::text, 'stays'::text, 'elsewhere'::text])));
ALTER TABLE outlooks ADD CONSTRAINT fk_outlooks_dossier_dossiers FOREIGN KEY (dossier) REFERENCES dossiers(code);
CREATE INDEX ix_outlooks_open ON public.outlooks USING btree (code) WHERE (settled_at IS NULL);
CREATE INDEX ix_outlooks_stays ON public.outlooks USING btree (code) WHERE (verdict = 'stays'::text);
CREATE UNIQUE INDEX pk_outlooks ON public.outlooks USING btree (code, dossier);
GRANT DELETE, INSERT, SELECT, UPDATE ON outlooks TO motcua_engine;
GRANT SELECT ON outlooks TO motcua_api;
ALTER TABLE outlooks ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON outlooks AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY operators ON outlooks AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((current_setting('motcua.operator'::text, true) = 'yes'::text));

-- papers
ALTER TABLE papers ADD CONSTRAINT fk_papers_dossier_dossiers FOREIGN KEY (dossier) REFERENCES dossiers(code);
ALTER TABLE papers ADD CONSTRAINT fk_papers_upload_uploads FOREIGN KEY (upload) REFERENCES uploads(id);
CREATE INDEX ix_papers_upload ON public.papers USING btree (upload);
CREATE UNIQUE INDEX pk_papers ON public.papers USING btree (dossier, upload);
GRANT INSERT, SELECT ON papers TO motcua_api;
GRANT INSERT, SELECT ON papers TO motcua_engine;
ALTER TABLE papers ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON papers AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON papers AS PERMISSIVE FOR ALL TO motcua_api
    USING ((EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = papers.dossier))));

-- payments
ALTER TABLE payments ALTER looks SET DEFAULT '0'::smallint;
ALTER TABLE payments ADD CONSTRAINT fk_payments_dossier_dossiers FOREIGN KEY (dossier) REFERENCES dossiers(code);
CREATE INDEX ix_payments_dossier ON public.payments USING btree (dossier);
CREATE INDEX ix_payments_look_at ON public.payments USING btree (look_at) WHERE (look_at IS NOT NULL);
CREATE UNIQUE INDEX pk_payments ON public.payments USING btree (task);
GRANT INSERT, SELECT, UPDATE ON payments TO motcua_api;
GRANT INSERT, SELECT, UPDATE ON payments TO motcua_engine;
ALTER TABLE payments ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON payments AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON payments AS PERMISSIVE FOR ALL TO motcua_api
    USING (((current_setting('motcua.actor'::text, true) = 'payments'::text) OR (EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = payments.dossier)))));

-- portal_differences
ALTER TABLE portal_differences ALTER since SET DEFAULT now();
CREATE UNIQUE INDEX pk_portal_differences ON public.portal_differences USING btree (procedure);
GRANT DELETE, INSERT, SELECT, UPDATE ON portal_differences TO motcua_engine;
GRANT SELECT ON portal_differences TO motcua_api;
ALTER TABLE portal_differences ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON portal_differences AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY operators ON portal_differences AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((current_setting('motcua.operator'::text, true) = 'yes'::text));

-- portal_filings
ALTER TABLE portal_filings ALTER asks SET DEFAULT 'file'::text;
ALTER TABLE portal_filings ALTER changed_at SET DEFAULT now();
ALTER TABLE portal_filings ALTER declined_by SET DEFAULT ''::text;
ALTER TABLE portal_filings ALTER dossier SET DEFAULT ''::text;
ALTER TABLE portal_filings ALTER message SET DEFAULT ''::text;
ALTER TABLE portal_filings ALTER received_at SET DEFAULT now();
ALTER TABLE portal_filings ALTER tries SET DEFAULT '0'::bigint;
ALTER TABLE portal_filings ALTER why SET DEFAULT ''::text;
ALTER TABLE portal_filings ADD CONSTRAINT ck_portal_filings_asks CHECK ((asks = ANY (ARRAY['file'::text, 'supply'::text, 'withdraw'::text])));
ALTER TABLE portal_filings ADD CONSTRAINT ck_portal_filings_state CHECK ((state = ANY (ARRAY['received'::text, 'filed'::text, 'held'::text, 'declined'::text])));
CREATE INDEX ix_portal_filings_changed_at ON public.portal_filings USING btree (changed_at, id);
CREATE INDEX ix_portal_filings_dossier ON public.portal_filings USING btree (dossier);
CREATE INDEX ix_portal_filings_due_at ON public.portal_filings USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX pk_portal_filings ON public.portal_filings USING btree (id);
CREATE UNIQUE INDEX uq_portal_filings_code_said ON public.portal_filings USING btree (code, said);
CREATE UNIQUE INDEX uq_portal_filings_filed ON public.portal_filings USING btree (code) WHERE ((state = 'filed'::text) AND (asks = 'file'::text));
GRANT DELETE, INSERT, SELECT, UPDATE ON portal_filings TO motcua_engine;
GRANT SELECT ON portal_filings TO motcua_api;
ALTER TABLE portal_filings ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON portal_filings AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY intake ON portal_filings AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((COALESCE(current_setting('motcua.actor'::text, true), ''::text) = ''::text));
CREATE POLICY operators ON portal_filings AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((current_setting('motcua.operator'::text, true) = 'yes'::text));

-- portal_papers
ALTER TABLE portal_papers ADD CONSTRAINT fk_portal_papers_filing_portal_filings FOREIGN KEY (filing) REFERENCES portal_filings(id) ON DELETE CASCADE;
CREATE UNIQUE INDEX pk_portal_papers ON public.portal_papers USING btree (filing, place);
GRANT DELETE, INSERT, SELECT, UPDATE ON portal_papers TO motcua_engine;
GRANT SELECT ON portal_papers TO motcua_api;
ALTER TABLE portal_papers ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON portal_papers AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY intake ON portal_papers AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((COALESCE(current_setting('motcua.actor'::text, true), ''::text) = ''::text));

-- portal_syncs
ALTER TABLE portal_syncs ALTER changed_at SET DEFAULT now();
ALTER TABLE portal_syncs ALTER confirmed_seq SET DEFAULT '0'::bigint;
ALTER TABLE portal_syncs ALTER message SET DEFAULT ''::text;
ALTER TABLE portal_syncs ALTER payload_sha256 SET DEFAULT ''::text;
ALTER TABLE portal_syncs ALTER tries SET DEFAULT '0'::bigint;
ALTER TABLE portal_syncs ALTER why SET DEFAULT ''::text;
ALTER TABLE portal_syncs ADD CONSTRAINT ck_portal_syncs_state CHECK ((state = ANY (ARRAY['owed'::text, 'sent'::text, 'confirmed'::text, 'refused'::text, 'given_up'::text])));
CREATE INDEX ix_portal_syncs_changed_at ON public.portal_syncs USING btree (state, changed_at);
CREATE INDEX ix_portal_syncs_next_at ON public.portal_syncs USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE UNIQUE INDEX pk_portal_syncs ON public.portal_syncs USING btree (destination, dossier);
GRANT DELETE, INSERT, SELECT, UPDATE ON portal_syncs TO motcua_engine;
GRANT SELECT (destination, dossier, state, seq, confirmed_seq, confirmed_until, owed_since, changed_at) ON portal_syncs TO motcua_api;
ALTER TABLE portal_syncs ENABLE ROW LEVEL SECURITY;
CREATE POLICY api ON portal_syncs AS PERMISSIVE FOR SELECT TO motcua_api
    USING (true);
CREATE POLICY engine ON portal_syncs AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- programme_documents
ALTER TABLE programme_documents ALTER due_at SET DEFAULT clock_timestamp();
ALTER TABLE programme_documents ALTER made_at SET DEFAULT clock_timestamp();
ALTER TABLE programme_documents ALTER path SET DEFAULT ''::text;
ALTER TABLE programme_documents ALTER sha256 SET DEFAULT ''::text;
ALTER TABLE programme_documents ALTER stamped SET DEFAULT '{}'::text[];
ALTER TABLE programme_documents ADD CONSTRAINT ck_programme_documents_kind CHECK ((kind = ANY (ARRAY['report'::text, 'acceptance'::text])));
CREATE INDEX ix_programme_documents_due_at ON public.programme_documents USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX ix_programme_documents_open ON public.programme_documents USING btree (kind, about) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX pk_programme_documents ON public.programme_documents USING btree (id);
CREATE UNIQUE INDEX uq_programme_documents_number ON public.programme_documents USING btree (number);
CREATE UNIQUE INDEX uq_programme_documents_serial ON public.programme_documents USING btree (office, kind, year, serial);
GRANT SELECT ON programme_documents TO motcua_api;
GRANT SELECT, UPDATE ON programme_documents TO motcua_engine;
GRANT INSERT (id, kind, about, office, made_by, content) ON programme_documents TO motcua_api;
ALTER TABLE programme_documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY api ON programme_documents AS PERMISSIVE FOR SELECT TO motcua_api
    USING (true);
CREATE POLICY ask ON programme_documents AS PERMISSIVE FOR INSERT TO motcua_api
    WITH CHECK (((made_by = current_setting('motcua.actor'::text, true)) AND (office = current_setting('motcua.agency'::text, true)) AND (office <> ''::text)));
CREATE POLICY engine ON programme_documents AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- province_facts
ALTER TABLE province_facts ALTER changed_at SET DEFAULT clock_timestamp();
ALTER TABLE province_facts ALTER course SET DEFAULT ''::text;
ALTER TABLE province_facts ALTER from_store SET DEFAULT false;
ALTER TABLE province_facts ALTER has_fee SET DEFAULT false;
ALTER TABLE province_facts ALTER opened SET DEFAULT ''::text;
ALTER TABLE province_facts ALTER reopened SET DEFAULT false;
ALTER TABLE province_facts ALTER reused SET DEFAULT false;
ALTER TABLE province_facts ALTER took_in SET DEFAULT ''::text;
ALTER TABLE province_facts ALTER unreconciled SET DEFAULT '0'::bigint;
ALTER TABLE province_facts ALTER unreconciled_sum SET DEFAULT '0'::bigint;
ALTER TABLE province_facts ALTER work_file SET DEFAULT ''::text;
CREATE INDEX ix_province_facts_month ON public.province_facts USING btree (filed_at);
CREATE INDEX ix_province_facts_open_during ON public.province_facts USING gist (tstzrange(LEAST(filed_at, COALESCE(issued_at, ended_at)), COALESCE(issued_at, ended_at), '[]'::text));
CREATE INDEX ix_province_facts_received ON public.province_facts USING btree (competent, accepted_at);
CREATE INDEX ix_province_facts_reopened ON public.province_facts USING btree (competent) WHERE reopened;
CREATE INDEX ix_province_facts_running ON public.province_facts USING btree (competent, due_at) WHERE ((accepted_at IS NOT NULL) AND (status = ANY (ARRAY[(2)::bigint, (4)::bigint, (5)::bigint, (6)::bigint])));
CREATE INDEX ix_province_facts_settled ON public.province_facts USING btree (competent, COALESCE(issued_at, ended_at));
CREATE UNIQUE INDEX pk_province_facts ON public.province_facts USING btree (dossier);
GRANT DELETE, INSERT, SELECT, UPDATE ON province_facts TO motcua_engine;
GRANT SELECT ON province_facts TO motcua_api;
ALTER TABLE province_facts ENABLE ROW LEVEL SECURITY;
CREATE POLICY api ON province_facts AS PERMISSIVE FOR SELECT TO motcua_api
    USING (true);
CREATE POLICY engine ON province_facts AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- province_parts
ALTER TABLE province_parts ALTER published SET DEFAULT '0'::bigint;
CREATE UNIQUE INDEX pk_province_parts ON public.province_parts USING btree (month);
GRANT INSERT, SELECT, UPDATE ON province_parts TO motcua_engine;
ALTER TABLE province_parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON province_parts AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- publication_tasks
CREATE UNIQUE INDEX pk_publication_tasks ON public.publication_tasks USING btree (number);
CREATE UNIQUE INDEX uq_publication_tasks_open ON public.publication_tasks USING btree (procedure, what) WHERE (closed_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON publication_tasks TO motcua_engine;
GRANT SELECT ON publication_tasks TO motcua_api;
ALTER TABLE publication_tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON publication_tasks AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY operators ON publication_tasks AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((current_setting('motcua.operator'::text, true) = 'yes'::text));

-- put_off
ALTER TABLE put_off ALTER fails SET DEFAULT '1'::bigint;
ALTER TABLE put_off ALTER since SET DEFAULT now();
CREATE UNIQUE INDEX pk_put_off ON public.put_off USING btree (loop, about);
GRANT DELETE, INSERT, SELECT, UPDATE ON put_off TO motcua_engine;
ALTER TABLE put_off ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON put_off AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- quality_days
CREATE UNIQUE INDEX pk_quality_days ON public.quality_days USING btree (day, dataset, measure);
GRANT INSERT, SELECT ON quality_days TO motcua_engine;
GRANT SELECT ON quality_days TO motcua_api;
ALTER TABLE quality_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON quality_days AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY officers ON quality_days AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((NULLIF(current_setting('motcua.agency'::text, true), ''::text) IS NOT NULL));

-- recall_tellings
ALTER TABLE recall_tellings ALTER due_at SET DEFAULT clock_timestamp();
ALTER TABLE recall_tellings ALTER owed_at SET DEFAULT clock_timestamp();
ALTER TABLE recall_tellings ALTER replaced_by SET DEFAULT ''::text;
ALTER TABLE recall_tellings ALTER tries SET DEFAULT '0'::bigint;
ALTER TABLE recall_tellings ALTER why SET DEFAULT ''::text;
CREATE INDEX ix_recall_tellings_open ON public.recall_tellings USING btree (consumer, number) WHERE (taken_at IS NULL);
CREATE UNIQUE INDEX pk_recall_tellings ON public.recall_tellings USING btree (number);
CREATE UNIQUE INDEX uq_recall_tellings_said ON public.recall_tellings USING btree (consumer, result, replaced_by);
GRANT INSERT, SELECT, UPDATE ON recall_tellings TO motcua_engine;
ALTER TABLE recall_tellings ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON recall_tellings AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- register_entries
CREATE INDEX ix_register_entries_day ON public.register_entries USING btree (register, day);
CREATE INDEX ix_register_entries_subject ON public.register_entries USING btree (register, subject, number);
CREATE UNIQUE INDEX pk_register_entries ON public.register_entries USING btree (number);
CREATE UNIQUE INDEX uq_register_entries_key ON public.register_entries USING btree (register, key);
GRANT INSERT, SELECT ON register_entries TO motcua_api;
GRANT INSERT, SELECT ON register_entries TO motcua_engine;
ALTER TABLE register_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY api ON register_entries AS PERMISSIVE FOR SELECT TO motcua_api
    USING (true);
CREATE POLICY engine ON register_entries AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY enter ON register_entries AS PERMISSIVE FOR INSERT TO motcua_api
    WITH CHECK (((officer = current_setting('motcua.actor'::text, true)) AND (office = current_setting('motcua.agency'::text, true)) AND (office <> ''::text)));

-- results
ALTER TABLE results ADD CONSTRAINT ck_results_recalled_why CHECK (((recalled_at IS NULL) = (recalled_why IS NULL)));
ALTER TABLE results ADD CONSTRAINT fk_results_dossier_dossiers FOREIGN KEY (dossier) REFERENCES dossiers(code);
ALTER TABLE results ADD CONSTRAINT fk_results_replaced_by_results FOREIGN KEY (replaced_by) REFERENCES results(number);
CREATE INDEX ix_results_dossier ON public.results USING btree (dossier);
CREATE INDEX ix_results_sha256 ON public.results USING btree (sha256);
CREATE UNIQUE INDEX pk_results ON public.results USING btree (number);
GRANT INSERT, SELECT ON results TO motcua_api;
GRANT INSERT, SELECT ON results TO motcua_engine;
GRANT UPDATE (recalled_at, recalled_why, replaced_by) ON results TO motcua_api;
GRANT UPDATE (recalled_at, recalled_why, replaced_by) ON results TO motcua_engine;
ALTER TABLE results ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON results AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON results AS PERMISSIVE FOR ALL TO motcua_api
    USING ((EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = results.dossier))));
CREATE POLICY recalled_by_own_office ON results AS RESTRICTIVE FOR UPDATE TO motcua_api
    USING ((EXISTS ( SELECT 1
   FROM dossiers d
  WHERE ((d.code = results.dossier) AND (d.competent = current_setting('motcua.agency'::text, true))))))
    WITH CHECK ((recalled_at IS NOT NULL));

-- sessions
ALTER TABLE sessions ALTER began_at SET DEFAULT now();
ALTER TABLE sessions ALTER seen_at SET DEFAULT now();
CREATE INDEX ix_sessions_ends_at ON public.sessions USING btree (ends_at);
CREATE INDEX ix_sessions_owner ON public.sessions USING btree (owner);
CREATE UNIQUE INDEX pk_sessions ON public.sessions USING btree (id);
GRANT DELETE, INSERT, SELECT, UPDATE ON sessions TO motcua_api;
GRANT DELETE, SELECT, UPDATE ON sessions TO motcua_engine;
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON sessions AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON sessions AS PERMISSIVE FOR ALL TO motcua_api
    USING (((id = NULLIF(current_setting('motcua.session'::text, true), ''::text)) OR (owner =
CASE
    WHEN (current_setting('motcua.person'::text, true) <> ''::text) THEN ('applicant:'::text || current_setting('motcua.person'::text, true))
    ELSE ('officer:'::text || NULLIF(current_setting('motcua.actor'::text, true), ''::text))
END)));

-- shared_looks
CREATE VIEW shared_looks AS
 SELECT number,
    at,
    consumer,
    act,
    dataset,
    purpose,
    basis,
    fields,
    refused
   FROM exchanges
  WHERE (about @> ARRAY[NULLIF(current_setting('motcua.person'::text, true), ''::text)]);
ALTER TABLE shared_looks SET (security_barrier=true);
GRANT SELECT ON shared_looks TO motcua_api;

-- tasks
ALTER TABLE tasks ALTER competent SET DEFAULT ''::text;
ALTER TABLE tasks ALTER dated SET DEFAULT false;
ALTER TABLE tasks ALTER delegated_by SET DEFAULT ''::text;
ALTER TABLE tasks ALTER procedure SET DEFAULT ''::text;
ALTER TABLE tasks ADD CONSTRAINT fk_tasks_dossier_dossiers FOREIGN KEY (dossier) REFERENCES dossiers(code);
CREATE INDEX ix_tasks_claimed ON public.tasks USING btree (claimed_by, due_at, id) INCLUDE (agency, role, competent, dossier, kind, procedure, delegated_until, dated) WHERE ((closed_at IS NULL) AND (claimed_by <> ''::text));
CREATE INDEX ix_tasks_dated ON public.tasks USING btree (agency, role, due_at, id) INCLUDE (competent, dossier, kind, procedure, claimed_by, delegated_until, dated) WHERE ((closed_at IS NULL) AND dated);
CREATE INDEX ix_tasks_delegated ON public.tasks USING btree (delegated_by, due_at, id) INCLUDE (agency, role, competent, dossier, kind, procedure, claimed_by, delegated_until, dated) WHERE ((closed_at IS NULL) AND (delegated_by <> ''::text));
CREATE INDEX ix_tasks_dossier ON public.tasks USING btree (dossier);
CREATE INDEX ix_tasks_elsewhere ON public.tasks USING btree (competent, due_at, id) INCLUDE (agency, dossier, kind, procedure, claimed_by, delegated_until, dated) WHERE ((closed_at IS NULL) AND (agency <> competent));
CREATE INDEX ix_tasks_queue ON public.tasks USING btree (agency, role, due_at, id) INCLUDE (competent, dossier, kind, procedure, claimed_by, delegated_until, dated) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX pk_tasks ON public.tasks USING btree (id);
GRANT INSERT, SELECT, UPDATE ON tasks TO motcua_api;
GRANT INSERT, SELECT, UPDATE ON tasks TO motcua_engine;
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON tasks AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON tasks AS PERMISSIVE FOR ALL TO motcua_api
    USING ((((NULLIF(current_setting('motcua.agency'::text, true), ''::text) = agency) OR (NULLIF(current_setting('motcua.agency'::text, true), ''::text) = competent)) OR (EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = tasks.dossier)))))
    WITH CHECK ((EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = tasks.dossier))));

-- tree_leaves
CREATE INDEX ix_tree_leaves_dossier ON public.tree_leaves USING btree (dossier, seq);
CREATE UNIQUE INDEX pk_tree_leaves ON public.tree_leaves USING btree ("position");
GRANT INSERT, SELECT ON tree_leaves TO motcua_engine;
GRANT SELECT ON tree_leaves TO motcua_api;
ALTER TABLE tree_leaves ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON tree_leaves AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY people ON tree_leaves AS PERMISSIVE FOR ALL TO motcua_api
    USING ((EXISTS ( SELECT 1
   FROM dossiers d
  WHERE (d.code = tree_leaves.dossier))));

-- tree_nodes
CREATE UNIQUE INDEX pk_tree_nodes ON public.tree_nodes USING btree (level, "position");
GRANT INSERT, SELECT ON tree_nodes TO motcua_engine;
GRANT SELECT ON tree_nodes TO motcua_api;
ALTER TABLE tree_nodes DISABLE ROW LEVEL SECURITY;

-- uploads
ALTER TABLE uploads ALTER digitised SET DEFAULT '0'::smallint;
ALTER TABLE uploads ALTER master SET DEFAULT ''::text;
CREATE INDEX ix_uploads_sha256 ON public.uploads USING btree (sha256);
CREATE UNIQUE INDEX pk_uploads ON public.uploads USING btree (id);
GRANT DELETE, INSERT, SELECT ON uploads TO motcua_api;
GRANT DELETE, INSERT, SELECT ON uploads TO motcua_engine;
GRANT UPDATE (name, master, wrapped) ON uploads TO motcua_engine;
ALTER TABLE uploads ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON uploads AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY own_and_unfiled ON uploads AS RESTRICTIVE FOR DELETE TO motcua_api
    USING (((owner = NULLIF(current_setting('motcua.actor'::text, true), ''::text)) AND (NOT (EXISTS ( SELECT 1
   FROM papers p
  WHERE (p.upload = uploads.id))))));
CREATE POLICY people ON uploads AS PERMISSIVE FOR ALL TO motcua_api
    USING (((owner = current_setting('motcua.actor'::text, true)) OR (EXISTS ( SELECT 1
   FROM papers p
  WHERE (p.upload = uploads.id)))))
    WITH CHECK ((owner = current_setting('motcua.actor'::text, true)));

-- warehouse_papers
ALTER TABLE warehouse_papers ALTER changed_at SET DEFAULT clock_timestamp();
ALTER TABLE warehouse_papers ADD CONSTRAINT ck_warehouse_papers_level CHECK ((level = ANY (ARRAY['uploaded'::text, 'digitised'::text, 'reused'::text])));
CREATE INDEX ix_warehouse_papers_changed_at ON public.warehouse_papers USING btree (changed_at, dossier, sha256, component);
CREATE UNIQUE INDEX pk_warehouse_papers ON public.warehouse_papers USING btree (dossier, sha256, component);
GRANT DELETE, INSERT, SELECT, UPDATE ON warehouse_papers TO motcua_engine;
GRANT SELECT ON warehouse_papers TO motcua_api;
ALTER TABLE warehouse_papers ENABLE ROW LEVEL SECURITY;
CREATE POLICY agencies ON warehouse_papers AS PERMISSIVE FOR SELECT TO motcua_api
    USING (((NULLIF(current_setting('motcua.actor'::text, true), ''::text) IS NOT NULL) AND (COALESCE(current_setting('motcua.person'::text, true), ''::text) = ''::text) AND (COALESCE(current_setting('motcua.agency'::text, true), ''::text) = ''::text)));
CREATE POLICY engine ON warehouse_papers AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);

-- warehouse_results
ALTER TABLE warehouse_results ALTER changed_at SET DEFAULT clock_timestamp();
ALTER TABLE warehouse_results ALTER dossier SET DEFAULT ''::text;
ALTER TABLE warehouse_results ALTER entered_at SET DEFAULT clock_timestamp();
ALTER TABLE warehouse_results ALTER provider SET DEFAULT ''::text;
ALTER TABLE warehouse_results ALTER replaced_by SET DEFAULT ''::text;
ALTER TABLE warehouse_results ALTER seq SET DEFAULT '0'::bigint;
ALTER TABLE warehouse_results ADD CONSTRAINT ck_warehouse_results_signature CHECK ((signature = ANY (ARRAY['sealed'::text, 'stamped'::text, 'declared'::text, 'unknown'::text])));
CREATE INDEX ix_warehouse_results_changed_at ON public.warehouse_results USING btree (changed_at, number);
CREATE INDEX ix_warehouse_results_dossier ON public.warehouse_results USING btree (dossier);
CREATE INDEX ix_warehouse_results_owners ON public.warehouse_results USING gin (owners) WITH (fastupdate=off);
CREATE INDEX ix_warehouse_results_sha256 ON public.warehouse_results USING btree (sha256);
CREATE UNIQUE INDEX pk_warehouse_results ON public.warehouse_results USING btree (number);
GRANT DELETE, INSERT, SELECT, UPDATE ON warehouse_results TO motcua_engine;
GRANT INSERT, SELECT ON warehouse_results TO motcua_api;
GRANT UPDATE (signature, replaced_by, recalled_at, changed_at) ON warehouse_results TO motcua_api;
ALTER TABLE warehouse_results ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON warehouse_results AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY own ON warehouse_results AS PERMISSIVE FOR SELECT TO motcua_api
    USING (((NULLIF(current_setting('motcua.person'::text, true), ''::text) IS NULL) OR (NULLIF(current_setting('motcua.person'::text, true), ''::text) = ANY (owners))));
CREATE POLICY put ON warehouse_results AS PERMISSIVE FOR INSERT TO motcua_api
    WITH CHECK (((provider <> ''::text) AND (provider = NULLIF(current_setting('motcua.actor'::text, true), ''::text))));
CREATE POLICY recalled_by_provider ON warehouse_results AS PERMISSIVE FOR UPDATE TO motcua_api
    USING (((provider <> ''::text) AND (provider = NULLIF(current_setting('motcua.actor'::text, true), ''::text))));

-- worker_builds
ALTER TABLE worker_builds ALTER code SET DEFAULT ''::text;
ALTER TABLE worker_builds ALTER first_at SET DEFAULT now();
ALTER TABLE worker_builds ALTER seen_at SET DEFAULT now();
CREATE UNIQUE INDEX pk_worker_builds ON public.worker_builds USING btree (build);
GRANT INSERT, SELECT, UPDATE ON worker_builds TO motcua_engine;
GRANT SELECT ON worker_builds TO motcua_api;
ALTER TABLE worker_builds ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON worker_builds AS PERMISSIVE FOR ALL TO motcua_engine
    USING (true);
CREATE POLICY operators ON worker_builds AS PERMISSIVE FOR SELECT TO motcua_api
    USING ((current_setting('motcua.operator'::text, true) = 'yes'::text));
