"""Every page there is, in the order in which addresses are tried."""

from api.web import assets, home, login, slips
from api.web import filing as filing_pages

ROUTERS = (home.router, login.router, slips.router, assets.router, *(page.router for page in filing_pages.ROUTES))
