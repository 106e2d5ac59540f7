"""What every process has: settings, logs, telemetry, languages, background work."""
