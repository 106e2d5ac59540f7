"""PostgreSQL: connections and roles, tables, migrations."""
