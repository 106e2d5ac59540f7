"""Following one's dossier: where it is, why it waits, until when, and what one can do now."""

from api.web.following import doing, pages, paying, supplying, tracking

ROUTES = (pages, doing, supplying, paying, tracking)
PAPERS = supplying.SENT
"""Where papers come in."""
