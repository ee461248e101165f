from __future__ import annotations

import json
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any


class ApronError(Exception):
    """A refusal. Decide by `code`, show the message, and quote `request_id` to the administrator."""

    status: int
    code: str
    """As in the list of errors, or `http_502` and similar if a proxy answered."""
    details: list[dict[str, str]]
    """What is wrong with which field: a list of `{"field": …, "message": …}`."""
    request_id: str | None
    retry_after_seconds: float | None
    """When to try again, if the response says so."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        refusal = _object(body)
        message = refusal.get("error")
        super().__init__(message if isinstance(message, str) else f"The server answered {status}")
        code = refusal.get("code")
        details = refusal.get("details")
        request_id = refusal.get("requestId")
        self.status = status
        self.code = code if isinstance(code, str) else f"http_{status}"
        self.details = details if isinstance(details, list) else []
        self.request_id = request_id if isinstance(request_id, str) else headers.get("x-request-id")
        self.retry_after_seconds = _retry_after(headers.get("retry-after"))


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _retry_after(value: str | None) -> float | None:
    """Seconds or a date (RFC 9110, 10.2.3); None if it is neither."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None
