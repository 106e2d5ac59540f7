#!/bin/sh
# The journal keeps what the law wants kept, so the engine may forget a closed dossier after a month.
set -eu
temporal operator namespace describe --namespace motcua >/dev/null 2>&1 ||
    temporal operator namespace create --namespace motcua --retention 30d
