"""Every page there is, in the order in which addresses are tried."""

from api.web import assets, filing, following, home, login, slips

AREAS = (filing, following)
ROUTERS = [page.router for page in (home, login, slips, assets, *(page for area in AREAS for page in area.ROUTES))]
FILES = [area.PAPERS for area in AREAS]
"""Where files come in."""
