"""What programs ask that is Vietnam's alone."""

from api.rest.vietnam import (
    cleaning,
    clinic,
    documents,
    eid,
    index766,
    official,
    online,
    programme,
    registers,
    sync,
    tables,
    three_haves,
)

BESIDE = (index766, official, sync, registers, eid, online, three_haves, tables, cleaning, clinic, documents)
# Those of one kind before the programme's own routes, which take any word in that place.
ROUTERS = [routes.router for routes in (*BESIDE, programme)]
