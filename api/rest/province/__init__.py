"""A province's figures, and what it shares, for programs."""

from api.rest.province import warehouse

ROUTERS = [routes.router for routes in (warehouse,)]
