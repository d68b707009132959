#!/bin/sh
# Makes the passwords that compose.yaml needs, once: sh deploy/secrets.sh [FOLDER]. They exist nowhere else.
#
#     settings/   a file for each setting of the workers that is secret; add groeituin_smtp_url, groeituin_alert_url
#                 (where the server posts that a night went wrong) and others here
#     owner/      the same for `db upgrade`, which owns the tables
#     database/   passwords of PostgreSQL's roles
#     *.env       what Prefect reads from its environment
set -eu
secrets=${1:-$(dirname "$0")/secrets}
if [ -e "$secrets" ]; then
	echo "$secrets is er al; er is niets veranderd." >&2
	exit 1
fi
password() {
	od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}
# Only you can enter the folder. What is in it can be read by all, because a container has a user of its own.
umask 022
mkdir -m 0700 "$secrets"
mkdir "$secrets/settings" "$secrets/owner" "$secrets/database"
for role in postgres groeituin_owner groeituin prefect; do
	password >"$secrets/database/$role"
done
url() {
	echo "postgresql+$2://$1:$(cat "$secrets/database/$1")@database/$3"
}
url groeituin psycopg groeituin >"$secrets/settings/groeituin_database_url"
url groeituin_owner psycopg groeituin >"$secrets/owner/groeituin_database_url"
login="groeituin:$(password)"
echo "PREFECT_API_AUTH_STRING=$login" >"$secrets/prefect.env"
{
	echo "PREFECT_SERVER_API_AUTH_STRING=$login"
	echo "PREFECT_SERVER_DATABASE_CONNECTION_URL=$(url prefect asyncpg prefect)"
} >"$secrets/server.env"
echo "Gemaakt in $secrets. Bewaar een kopie op een veilige plek, buiten deze machine."
