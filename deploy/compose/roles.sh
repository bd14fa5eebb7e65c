#!/bin/sh
# Run once by the image of PostgreSQL, for an empty volume: the roles of "Use your own PostgreSQL".
set -eu
psql --set=ON_ERROR_STOP=1 --set=owner="$OWNER_PASSWORD" --set=desk="$DESK_PASSWORD" --username="$POSTGRES_USER" <<'SQL'
create role desk_owner login password :'owner';
create role desk login password :'desk';
create database reseller_desk owner desk_owner;
revoke all on database reseller_desk from public;
grant connect on database reseller_desk to desk;
SQL
