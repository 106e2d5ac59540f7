"""What programs ask that is Vietnam's alone."""

from api.rest.vietnam import index766

ROUTERS = [routes.router for routes in (index766,)]
