"""The one-stop desk: from person to person in seconds, by keyboard."""

from api.web.desk import again, dossier, front, hand_over, person, scan

ROUTES = (front, person, scan, again, dossier, hand_over)
PAPERS = "/desk/scan"
"""Where pages come in that were scanned."""
