"""The payment platform's stand-in inside the tests' own process, and the way to it."""

import httpx2

SECRET, PARTNER = "stand-in-payment-secret", "MOTCUA-33"


class Wire(httpx2.ASGITransport):
    """The way to the platform, which breaks where the platform drops its answer."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Bring a request."""
        try:
            return await super().handle_async_request(request)
        except ConnectionResetError as broken:
            raise httpx2.ReadError(str(broken), request=request) from broken
