"""The trust services' stand-ins: authorities, time stamps, remote signing."""
