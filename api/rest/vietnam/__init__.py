"""What programs ask that is Vietnam's alone."""

from api.rest.vietnam import index766, sync

ROUTERS = [routes.router for routes in (index766, sync)]
