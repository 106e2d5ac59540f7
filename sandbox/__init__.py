"""The outside world as separate HTTP services: stand-ins that keep their data and fail on demand."""
