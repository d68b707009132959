-- Who may do what in PostgreSQL. A superuser runs it once in the database of Groeituin, before the first upgrade:
--
--     createdb groeituin && psql --dbname groeituin --file deploy/roles.sql
--
-- Again is harmless; in a database that a backup is restored into it comes before `groeituin restore`.
--
--     groeituin_owner   owns the tables: `groeituin db upgrade` and `groeituin restore`, and nothing else
--     groeituin         works in them: nights, acts, letters, backups; it cannot change tables or switch off triggers
--     prefect           has a database of its own, for Prefect
--
-- No role gets a password here; without one it can only come in over the local socket (or with a certificate).
\set ON_ERROR_STOP on

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['groeituin_owner', 'groeituin', 'prefect']) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SELECT 'CREATE DATABASE prefect OWNER prefect'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'prefect') \gexec
REVOKE ALL ON DATABASE prefect FROM PUBLIC;

SELECT format('ALTER DATABASE %I OWNER TO groeituin_owner', current_database()) \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
-- Temporary: an answer goes round damaged rows by views of its own session, which nobody else sees.
SELECT format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO groeituin', current_database()) \gexec
ALTER SCHEMA public OWNER TO groeituin_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO groeituin;

-- A machine that is lost in the middle of a batch cannot say so: what it claimed, and its turn to write, would stay with it
-- until the operating system gives up, which takes two hours. It is asked after a minute of silence and given up in 90
-- seconds; so is one that upgrades, which holds whole tables. (Over the local socket these four do nothing.)
SELECT format('ALTER ROLE %I SET %s = %L', role, limits.name, limits.value)
FROM unnest(ARRAY['groeituin_owner', 'groeituin', 'prefect']) AS role, (VALUES
    ('tcp_keepalives_idle', '60s'),
    ('tcp_keepalives_interval', '10s'),
    ('tcp_keepalives_count', '3'),
    ('tcp_user_timeout', '90s')
) AS limits (name, value) \gexec
-- A process that only hangs, its machine still answering, loses an open transaction after five minutes; the longest that
-- Groeituin thinks within one is less than one minute.
ALTER ROLE groeituin SET idle_in_transaction_session_timeout = '5min';

-- The tables that an upgrade is going to make, and their numbering.
ALTER DEFAULT PRIVILEGES FOR ROLE groeituin_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO groeituin;
ALTER DEFAULT PRIVILEGES FOR ROLE groeituin_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO groeituin;

-- The tables that are there already, whoever made them.
SELECT format('ALTER TABLE %I OWNER TO groeituin_owner', tablename)
FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'groeituin_owner' \gexec
SELECT format('ALTER FUNCTION %s OWNER TO groeituin_owner', oid::regprocedure)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proowner <> 'groeituin_owner'::regrole \gexec
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO groeituin;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO groeituin;
