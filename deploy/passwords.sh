#!/bin/sh
# Gives PostgreSQL's roles the passwords of secrets.sh. The database's container runs it once, after roles.sql.
set -eu
for role in groeituin_owner groeituin prefect; do
	psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --quiet --set ON_ERROR_STOP=1 \
		--set role="$role" --set file="${SECRETS:-/run/secrets}/$role" <<-'SQL'
			\set password `cat :'file'`
			ALTER ROLE :"role" PASSWORD :'password';
		SQL
done
