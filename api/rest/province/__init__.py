"""A province's figures, and what it shares, for programs."""

from api.rest.province import alarms, centre, downloads, kept_figures, open_figures, warehouse

ROUTERS = [routes.router for routes in (centre, alarms, downloads, kept_figures, open_figures, warehouse)]
