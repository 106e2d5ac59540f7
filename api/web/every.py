"""Every page there is, in the order in which addresses are tried."""

from api.web import (
    assets,
    assigning,
    bulk,
    clerk,
    deciding,
    desk,
    filing,
    finding,
    following,
    home,
    login,
    operations,
    province,
    recalling,
    slips,
    unit,
    work,
)
from api.web.vietnam import (
    cleaning,
    clinic,
    clinics,
    evidence,
    measuring,
    models,
    online,
    petitions,
    portal,
    programme,
    three_haves,
)

AREAS = (filing, following, desk, deciding, province)
SINGLE = (home, login, finding, slips, assets, bulk, clerk, operations, work, assigning, unit, recalling)
VIETNAM = (portal, programme, online, evidence, models, measuring, three_haves, cleaning, petitions, clinic, clinics)
ROUTERS = [page.router for page in (*SINGLE, *VIETNAM, *(page for area in AREAS for page in area.ROUTES))]
FILES = [filing.PAPERS, following.PAPERS, desk.PAPERS]
"""Where files come in."""
