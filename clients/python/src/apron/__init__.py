"""Typed calls to Apron, and the check of its webhooks. It uses the standard library alone."""

from .client import Apron
from .error import ApronError
from .transport import Page
from .webhook import Delivery, InvalidWebhook, verify_webhook

__all__ = ["Apron", "ApronError", "Delivery", "InvalidWebhook", "Page", "verify_webhook"]
__version__ = "0.1.0"
