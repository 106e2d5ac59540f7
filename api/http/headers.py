"""What every answer tells a browser to refuse: scripts that are not ours, frames, guesses, copies on disk."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For pages: what comes from us and stands in a file of its own; nothing inline."""
FRAMING = {"Content-Security-Policy": f"{PAGES}; frame-src 'self'; object-src 'self'"}
"""For pages that show papers in their place."""
FRAMED = {
    "Content-Security-Policy": NOTHING.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "Content-Disposition": "inline",
}
"""For the papers that they show."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_A_PAGE = {"Content-Security-Policy": PAGES, "Referrer-Policy": "same-origin"}
"""With “no-referrer” a browser hides from us that a form came from our own page (``Origin: null``)."""
UNLESS_SAID = {"Content-Security-Policy": NOTHING, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
"""A route may say otherwise: what is the same for everybody can be kept."""
TWO_YEARS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
COOKIE = ("Secure", "HttpOnly", "SameSite=Lax")
"""What a cookie says of itself, whether its maker thought of it or not."""


def protect(headers: MutableHeaders, *, https: bool) -> None:
    """Add to an answer's headers what protects its reader."""
    headers.update(ALWAYS | (TWO_YEARS if https else {}))
    page = headers.get("content-type", "").startswith("text/html")
    for name, value in (UNLESS_SAID | (OF_A_PAGE if page else {})).items():
        headers.setdefault(name, value)
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        headers.append("set-cookie", _guarded(cookie))


def _guarded(cookie: str) -> str:
    said = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
    return "; ".join([cookie, *(word for word in COOKIE if word.partition("=")[0].lower() not in said)])


class Headers:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and protect what leaves."""

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message), https=self._https)
            await send(message)

        await self._app(scope, receive, protected if scope["type"] == "http" else send)
