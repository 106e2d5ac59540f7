"""The one-stop desk: from person to person in seconds, by keyboard."""

from fastapi import APIRouter

from api.web.desk import dossier, front, handing, person, scan

desk = APIRouter()
for part in (front, person, scan, dossier, handing):
    desk.include_router(part.router)
