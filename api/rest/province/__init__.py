"""A province's figures, and what it shares, for programs."""

from api.rest.province import centre, open_figures, warehouse

ROUTERS = [routes.router for routes in (centre, open_figures, warehouse)]
