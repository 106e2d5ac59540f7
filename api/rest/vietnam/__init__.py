"""What programs ask that is Vietnam's alone."""

from api.rest.vietnam import clinic, index766

ROUTERS = [routes.router for routes in (clinic, index766)]
