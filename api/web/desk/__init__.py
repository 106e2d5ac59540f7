"""The one-stop desk: from person to person in seconds, by keyboard."""

from api.web.desk import dossier, front, handing, person, scan

ROUTES = (front, person, scan, dossier, handing)
PAPERS = "/desk/scan"
"""Where pages come in that were scanned."""
