"""What programs ask that is Vietnam's alone."""

from api.rest.vietnam import cleaning, clinic, index766

ROUTERS = [routes.router for routes in (cleaning, clinic, index766)]
