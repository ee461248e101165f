from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .models import WebhookEvent

Reason = Literal["missing", "stale", "wrong", "malformed"]


class InvalidWebhook(Exception):
    """A request that is no delivery of Apron. Answer it with 401.

    `reason` is `missing` (no signature, ID or time), `stale` (too old, or from the future), `wrong` (not
    signed with this secret) or `malformed` (signed, but not JSON).
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"The webhook is not accepted: {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Delivery:
    id: str
    """Use it to remove duplicates: a delivery can arrive twice."""
    sent_at: datetime
    event: WebhookEvent


@dataclass(frozen=True)
class _Signed:
    id: str
    sent_at: datetime
    signatures: list[str]
    expected: str


def verify_webhook(
    body: bytes,
    headers: Mapping[str, Any],
    secret: str,
    *,
    form: Literal["standard", "x-ga"] = "standard",
    tolerance_seconds: float = 300,
    now: datetime | None = None,
) -> Delivery:
    """Checks that a delivery comes from Apron, unchanged and recent, and returns it.

    :param body: The bytes as received, before any JSON parser.
    :param secret: `whsec_…` as shown when the endpoint was created.
    :param form: `standard` covers ID, time and body. `x-ga` covers only the body, so anyone who has seen a
        delivery can send it again with a new time. Never accept both forms.
    :param tolerance_seconds: How far the time of the delivery may be from now.
    :raises InvalidWebhook: for anything that a caller can send.
    :raises ValueError: if the secret is missing or malformed, which is an error in your configuration.
    """
    if not re.fullmatch(r"whsec_[A-Za-z0-9+/]{16,}={0,2}", secret):
        raise ValueError("The secret must be the whsec_… that Apron showed when the endpoint was created")
    values = {str(name).lower(): str(value) for name, value in headers.items()}
    signed = _standard(body, values, secret) if form == "standard" else _x_ga(body, values, secret)
    if signed is None:
        raise InvalidWebhook("missing")
    age_seconds = abs(((now or datetime.now(timezone.utc)) - signed.sent_at).total_seconds())
    if age_seconds > tolerance_seconds:
        raise InvalidWebhook("stale")
    expected = signed.expected.encode()
    if not any(hmac.compare_digest(signature.encode("utf-8", "replace"), expected) for signature in signed.signatures):
        raise InvalidWebhook("wrong")
    try:
        event = json.loads(body)
    except ValueError:
        raise InvalidWebhook("malformed") from None
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise InvalidWebhook("malformed")
    return Delivery(id=signed.id, sent_at=signed.sent_at, event=event)  # type: ignore[arg-type]


def _standard(body: bytes, headers: Mapping[str, str], secret: str) -> _Signed | None:
    """https://www.standardwebhooks.com: the key is the base64-decoded part after `whsec_`."""
    delivery_id = headers.get("webhook-id")
    seconds = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature")
    if not delivery_id or not signatures or not re.fullmatch(r"[0-9]{1,11}", seconds):
        return None
    text = secret.removeprefix("whsec_").rstrip("=")
    key = base64.b64decode(text + "=" * (-len(text) % 4))
    digest = hmac.new(key, f"{delivery_id}.{seconds}.".encode() + body, hashlib.sha256).digest()
    # During a rotation there are two signatures, separated by a space.
    return _Signed(
        id=delivery_id,
        sent_at=datetime.fromtimestamp(int(seconds), timezone.utc),
        signatures=signatures.split(" "),
        expected=f"v1,{base64.b64encode(digest).decode()}",
    )


def _x_ga(body: bytes, headers: Mapping[str, str], secret: str) -> _Signed | None:
    """The key is the secret exactly as shown, including `whsec_`."""
    delivery_id = headers.get("x-ga-webhook-delivery")
    time = headers.get("x-ga-webhook-timestamp", "")
    names = ("x-ga-webhook-signature", "x-ga-webhook-signature-previous")
    signatures = [headers[name] for name in names if headers.get(name)]
    if not delivery_id or not signatures:
        return None
    try:
        sent_at = datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return None
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return _Signed(delivery_id, sent_at, signatures, f"sha256={digest}")
