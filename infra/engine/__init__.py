"""Temporal: the client, sealed payloads, builds, schedules, replay."""
