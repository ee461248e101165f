from __future__ import annotations

import json
import random
import re
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from typing import Any, Generic, TypedDict, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from .error import ApronError

Record = TypeVar("Record")


class Page(TypedDict, Generic[Record]):
    """One page of a list. `next_cursor` is None on the last one."""

    items: list[Record]
    total: int
    page: int
    per_page: int
    total_pages: int
    next_cursor: str | None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The key is for this address only, so a redirect is an error."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Transport:
    """Sends requests with the key, and repeats those that the server asks to send again later."""

    def __init__(
        self,
        origin: str,
        *,
        key: str,
        user_agent: str = "apron-python/0.1.0",
        retries: int = 3,
        longest_wait_seconds: float = 60,
        timeout_seconds: float = 30,
    ) -> None:
        """
        :param origin: The address of the installation, such as `https://apron.example.com`.
        :param key: An API key, or the access token of a session.
        :param user_agent: Names your program in the log and in the rotation view of the key.
        :param retries: How often a 429 or 503 is sent again.
        :param longest_wait_seconds: If the server asks for a longer wait, the refusal is raised instead.
        :param timeout_seconds: How long one attempt may wait for the server.
        """
        address = urlsplit(origin)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise ValueError(f"{origin!r} is no address such as https://apron.example.com")
        self._origin = f"{address.scheme}://{address.netloc}"
        self._key = key
        self._user_agent = user_agent
        self._retries = retries
        self._longest_wait_seconds = longest_wait_seconds
        self._timeout_seconds = timeout_seconds
        self._opener = urllib.request.build_opener(_NoRedirects())

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """Sends one request and returns the bytes of the response.

        :raises ApronError: for a refusal that is not repeated, or not any more.
        :raises OSError: if the server cannot be reached.
        """
        url = self._origin + path + _query_string(query or {})
        attempt = 0
        while True:
            request = urllib.request.Request(url, data=body, method=method)
            request.add_header("authorization", f"Bearer {self._key}")
            request.add_header("user-agent", self._user_agent)
            for name, value in (headers or {}).items():
                request.add_header(name, value)
            try:
                with self._opener.open(request, timeout=self._timeout_seconds) as response:
                    return bytes(response.read())
            except urllib.error.HTTPError as refusal:
                error = ApronError(refusal.code, _lower(refusal.headers.items()), refusal.read())
            wait_seconds = self._wait_seconds(error, attempt)
            if wait_seconds is None:
                raise error
            time.sleep(wait_seconds)
            attempt += 1

    def _call(
        self,
        method: str,
        path_template: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        content_type: str = "application/json",
        if_match: str | None = None,
        idempotency_key: str | None = None,
        raw: bool = False,
    ) -> Any:
        headers: dict[str, str] = {}
        data: bytes | None = None
        if body is not None:
            headers["content-type"] = content_type
            data = body if isinstance(body, bytes) else json.dumps(body, default=_text).encode()
        if if_match is not None:
            headers["if-match"] = if_match
        if method != "GET":
            # A 503 can arrive after the work was done. With a key, the retry gets the first response.
            headers["idempotency-key"] = idempotency_key or str(uuid.uuid4())
        text = self.send(
            method, _fill(path_template, path or {}), query=query, body=data, headers=headers
        )
        if raw:
            return text
        if text == b"":
            return None
        envelope = json.loads(text)
        is_envelope = isinstance(envelope, dict) and envelope.get("success") is True
        return envelope.get("data") if is_envelope else envelope

    def _wait_seconds(self, error: ApronError, attempt: int) -> float | None:
        if error.status not in (429, 503) or attempt >= self._retries:
            return None
        wait_seconds = error.retry_after_seconds
        if wait_seconds is None:
            wait_seconds = 0.5 * 2**attempt * (1 + random.random() / 4)
        return wait_seconds if wait_seconds <= self._longest_wait_seconds else None


def _lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Fills `/flights/{id}` with `{"id": …}`. Values are URL-encoded."""

    def value_of(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if not value:
            raise ValueError(f"{template} needs {match[1]}")
        return quote(value, safe="")

    return re.sub(r"\{(\w+)\}", value_of, template)


def _query_string(query: Mapping[str, Any]) -> str:
    text = urlencode({name: _text(value) for name, value in query.items() if value is not None})
    return f"?{text}" if text else ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("A datetime needs a time zone, such as datetime.now(timezone.utc)")
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
