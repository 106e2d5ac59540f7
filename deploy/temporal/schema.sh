#!/bin/sh
# Brings the engine's two databases to the schema of this image's version; repeating it changes nothing.
set -eu
for database in temporal temporal_visibility; do
    case $database in temporal) schema=temporal ;; *) schema=visibility ;; esac
    tool() { temporal-sql-tool --plugin postgres12 --ep postgres --port 5432 --user temporal --db "$database" "$@"; }
    tool setup-schema -v 0.0
    tool update-schema -d "/etc/temporal/schema/postgresql/v12/$schema/versioned"
done
