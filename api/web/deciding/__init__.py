"""The decision screen: one task with all that is needed to decide it, and every way in which it can be decided."""

from api.web.deciding import page

ROUTES = (page,)
