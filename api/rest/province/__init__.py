"""A province's figures, and what it shares, for programs."""

from api.rest.province import alarms, centre, downloads, open_figures, warehouse

ROUTERS = [routes.router for routes in (centre, alarms, downloads, open_figures, warehouse)]
