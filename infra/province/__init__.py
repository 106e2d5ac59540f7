"""The province's facts in the database, kept in step with the journal."""
