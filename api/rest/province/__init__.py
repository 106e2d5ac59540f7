"""A province's figures, for programs."""

from api.rest.province import centre, open_figures

ROUTERS = [routes.router for routes in (centre, open_figures)]
