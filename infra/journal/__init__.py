"""The heart: the journal, its rows and statements, the outbox, who listens, and who minds the law's time."""
