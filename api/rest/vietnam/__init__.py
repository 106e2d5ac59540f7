"""What programs ask that is Vietnam's alone."""

from api.rest.vietnam import index766, programme

ROUTERS = [routes.router for routes in (index766, programme)]
