"""Who is let in: only this machine's own page, by its key. Everything else is turned away with a line that says why.

A request must name this server as its host (or a page elsewhere could have its name lead here), come from this page
and no other, and bear the cookie that the key in the address was exchanged for. A body is counted while it comes in.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs

from xl_fact.words import Words

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

ENTRY: Final = "/enter"
"""Where the key is exchanged for the cookie."""
SMALL: Final = 1 << 20
"""How many bytes a body may have that is no file."""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
_WRONG_HOST: Final = Words("这个地址不是本页的", "this address is not the page's own")
_WRONG_ORIGIN: Final = Words("请求来自别的网页，没有理会", "a request of another page was turned away")
_NO_KEY: Final = Words(
    "没有钥匙：用 xl-fact app 给出的地址打开", "no key: open the address that xl-fact app has shown"
)
TOO_LARGE: Final = Words("太大，没有收", "too large; not taken")


class TooLarge(Exception):
    """A body has passed its limit."""


class Door:
    """The application behind it, and the checks before it.

    Parameters
    ----------
    inner : ASGI application
    port : int
        On which it is served.
    key : str
        The one in the address.
    largest : int
        Bytes of the largest file.
    """

    def __init__(self, inner: Application, port: int, key: str, largest: int):
        self.inner, self.port, self.key, self.largest = inner, port, key, largest
        self.cookie, self.ticket = f"xl_fact_{port}", secrets.token_urlsafe(32)
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.origins = {f"http://{host}" for host in self.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or turn it away."""
        if scope["type"] == "lifespan":
            return await self.inner(scope, receive, send)
        if scope["type"] != "http":
            raise RuntimeError(f"no {scope['type']} here")
        headers = _headers_of(scope)
        refused = self._refused(scope, headers)
        if refused is not None:
            return await _turned_away(send, *refused)
        if scope["path"] == ENTRY:
            return await self._entered(scope, send)
        if not self._known(headers.get("cookie", "")):
            return await _turned_away(send, 401, _NO_KEY)
        limit = self.largest if scope["path"].endswith(("/file", "/template")) else SMALL
        if headers.get("content-length", "0").isdigit() and int(headers.get("content-length", "0")) > limit:
            return await _turned_away(send, 413, TOO_LARGE)
        begun, left = False, limit

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLarge
            return message

        async def dressed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message.get("headers", []), *_dress(message.get("headers", []))]
            await send(message)

        try:
            await self.inner(scope, counted, dressed)
        except TooLarge:
            if begun:
                raise
            await _turned_away(send, 413, TOO_LARGE)

    def _refused(self, scope: Scope, headers: dict[str, str]) -> tuple[int, Words] | None:
        if headers.get("host", "") not in self.hosts:
            return 421, _WRONG_HOST
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if (origin is not None and origin not in self.origins) or site not in ("none", "same-origin"):
            return 403, _WRONG_ORIGIN
        if scope["method"] not in ("GET", "HEAD") and origin is None:
            return 403, _WRONG_ORIGIN
        return None

    def _known(self, cookie: str) -> bool:
        try:
            told = SimpleCookie(cookie).get(self.cookie)
        except CookieError:
            return False
        return told is not None and hmac.compare_digest(told.value.encode(), self.ticket.encode())

    async def _entered(self, scope: Scope, send: Send) -> None:
        told = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("key", [""])[0]
        if not hmac.compare_digest(told.encode(), self.key.encode()):
            return await _turned_away(send, 401, _NO_KEY)
        cookie = f"{self.cookie}={self.ticket}; Path=/; HttpOnly; SameSite=Strict"
        headers = [(b"location", b"/"), (b"set-cookie", cookie.encode()), *_dress([])]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def _headers_of(scope: Scope) -> dict[str, str]:
    """The headers; one that stands twice is joined, and so no longer what it should be."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _dress(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """What every answer carries, where it doesn't say otherwise."""
    said = {name.lower() for name, _ in headers}
    return [(k.encode(), v.encode()) for k, v in _HEADERS.items() if k.encode() not in said]


async def _turned_away(send: Send, status: int, why: Words) -> None:
    """An answer that says why, in both languages."""
    body = json.dumps({"error": list(why)}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json; charset=utf-8"), *_dress([])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
