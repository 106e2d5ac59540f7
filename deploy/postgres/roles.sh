#!/bin/sh
# Runs once, on an empty volume. None of these roles is a superuser or bypasses row-level security.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" \
    --set=owner="$OWNER_PASSWORD" --set=engine="$ENGINE_PASSWORD" \
    --set=api="$API_PASSWORD" --set=temporal="$TEMPORAL_PASSWORD" <<'SQL'
CREATE ROLE motcua_owner LOGIN PASSWORD :'owner';
CREATE ROLE motcua_engine LOGIN PASSWORD :'engine';
CREATE ROLE motcua_api LOGIN PASSWORD :'api';
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE motcua OWNER motcua_owner;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE ALL ON DATABASE motcua, temporal, temporal_visibility FROM PUBLIC;
GRANT CONNECT ON DATABASE motcua TO motcua_engine, motcua_api;
SQL
