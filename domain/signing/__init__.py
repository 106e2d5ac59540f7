"""The officer's signature under a result (ký số), and on whose services it waits."""
