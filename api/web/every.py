"""Every page there is, in the order in which addresses are tried."""

from api.web import assets, deciding, desk, filing, following, home, login, slips

AREAS = (filing, following, desk, deciding)
ROUTERS = [page.router for page in (home, login, slips, assets, *(page for area in AREAS for page in area.ROUTES))]
FILES = [filing.PAPERS, following.PAPERS, desk.PAPERS]
"""Where files come in."""
