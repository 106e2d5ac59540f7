"""The one-stop desk: from person to person in seconds, by keyboard."""

from api.web.desk import again, dossier, front, handing, person, scan

ROUTES = (front, person, scan, again, dossier, handing)
PAPERS = "/desk/scan"
"""Where pages come in that were scanned."""
