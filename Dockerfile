# One image for every process of production: the api (as it starts by default), the worker, the migrations.
# Nothing of the sandbox is in it, so nothing in it can stand in for the outside world.
FROM node:24-trixie-slim AS assets

WORKDIR /assets
COPY assets .
RUN npm ci --ignore-scripts && node build.mjs

FROM python:3.13-slim-trixie AS build

WORKDIR /build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/motcua
COPY pyproject.toml uv.lock bootstrap.py ./
RUN python bootstrap.py --uv-only /usr/local/bin \
    && uv sync --frozen --no-dev --no-install-project
COPY . .
COPY --from=assets /assets/built assets/built
RUN uv sync --frozen --no-dev --no-editable

FROM python:3.13-slim-trixie

RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin motcua
COPY --from=build /opt/motcua /opt/motcua
ENV PATH=/opt/motcua/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MOTCUA_ENVIRONMENT=production
USER motcua
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["uvicorn", "--factory", "api.app:create_app", "--host", "0.0.0.0", "--port", "8000", "--timeout-keep-alive", "75", \
     "--no-proxy-headers", "--no-server-header", "--no-access-log"]
