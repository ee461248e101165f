"""Tests of the Python client. `npm test -- clients` starts an Apron for them and names it in the environment."""

from __future__ import annotations

import base64
import itertools
import json
import os
import threading
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from apron import Apron, ApronError, InvalidWebhook, verify_webhook

ORIGIN = os.environ["APRON_ORIGIN"]
KEY = os.environ["APRON_KEY"]
# Two real deliveries, the second during a rotation of the secret.
DELIVERIES = json.loads(os.environ["APRON_DELIVERIES"])


class Calls(unittest.TestCase):
    def setUp(self) -> None:
        self.apron = Apron(ORIGIN, key=KEY)

    def test_a_write_and_a_read_return_the_data_without_the_envelope(self) -> None:
        aircraft = self.apron.create_aircraft({"registration": "n34py", "typeDesignator": "C172"})
        self.assertEqual(aircraft["registration"], "N34PY")
        self.assertEqual(self.apron.get_aircraft(aircraft["id"]), aircraft)

    def test_each_walks_five_thousand_records_by_cursor_and_returns_each_once(self) -> None:
        ids = [
            airport["id"]
            for airport in itertools.islice(self.apron.each(self.apron.list_airports, source="built_in"), 5000)
        ]
        self.assertEqual(len(set(ids)), 5000)

    def test_each_ends_with_the_last_page(self) -> None:
        for number in range(5):
            self.apron.create_crew_member({"displayName": f"Page {number}"})
        walked = [person["id"] for person in self.apron.each(self.apron.list_crew, page_size=2)]
        self.assertEqual(len(walked), len(set(walked)))
        self.assertEqual(len(walked), self.apron.list_crew()["total"])

    def test_a_refusal_is_an_error_with_code_details_and_request_id(self) -> None:
        with self.assertRaises(ApronError) as caught:
            self.apron.create_aircraft({"registration": "?", "typeDesignator": "C172"})
        refusal = caught.exception
        self.assertEqual((refusal.status, refusal.code), (400, "invalid_request"))
        self.assertEqual(refusal.details[0]["field"], "registration")
        self.assertRegex(refusal.request_id or "", r"^[0-9a-f-]{36}$")

    def test_if_match_accepts_the_current_version_and_refuses_an_old_one(self) -> None:
        aircraft = self.apron.create_aircraft({"registration": "N35PY", "typeDesignator": "C172"})
        etag = f'"{aircraft["version"]}"'
        changed = self.apron.update_aircraft(aircraft["id"], {"notes": "Washed"}, if_match=etag)
        self.assertEqual(changed["notes"], "Washed")
        with self.assertRaises(ApronError) as caught:
            self.apron.update_aircraft(aircraft["id"], {"notes": "Waxed"}, if_match=etag)
        self.assertEqual(caught.exception.code, "version_mismatch")

    def test_a_dry_run_creates_nothing(self) -> None:
        before = self.apron.list_aircraft()["total"]
        self.apron.create_aircraft({"registration": "N36PY", "typeDesignator": "C172"}, dry_run=True)
        self.assertEqual(self.apron.list_aircraft()["total"], before)

    def test_a_key_that_is_not_one_is_refused(self) -> None:
        with self.assertRaises(ApronError) as caught:
            Apron(ORIGIN, key="ap_live_nothing").list_aircraft()
        self.assertEqual(caught.exception.status, 401)

    def test_a_file_is_returned_as_bytes(self) -> None:
        self.assertTrue(self.apron.get_risk_register().startswith(b"%PDF-"))


class Retries(unittest.TestCase):
    def test_a_429_and_a_503_are_sent_again_with_the_same_idempotency_key(self) -> None:
        for status in (429, 503):
            refusal = (status, {"retry-after": "0"}, b'{"success":false,"error":"Not now","code":"busy"}')
            success: tuple[int, dict[str, str], bytes] = (200, {}, b'{"success":true,"data":{"id":"whe_1"}}')
            with server([refusal, success]) as (origin, requests):
                Apron(origin, key="ap_live_x").ping_endpoint("whe_1")
            keys = [request["idempotency-key"] for request in requests]
            self.assertEqual(len(keys), 2)
            self.assertEqual(keys[0], keys[1])

    def test_a_date_in_retry_after_is_understood(self) -> None:
        past = (503, {"retry-after": "Mon, 30 Nov 2020 10:00:00 GMT"}, b"")
        with server([past, (200, {}, b'{"success":true,"data":[]}')]) as (origin, requests):
            Apron(origin, key="ap_live_x").list_meters("acf_1")
        self.assertEqual(len(requests), 2)

    def test_a_wait_that_is_too_long_is_raised_at_once(self) -> None:
        with server([(429, {"retry-after": "3600"}, b'{"code":"rate_limited"}')]) as (origin, requests):
            with self.assertRaises(ApronError) as caught:
                Apron(origin, key="ap_live_x").list_flights()
        self.assertEqual((caught.exception.code, caught.exception.retry_after_seconds), ("rate_limited", 3600))
        self.assertEqual(len(requests), 1)

    def test_an_answer_of_a_proxy_is_an_error_and_is_sent_again_only_so_often(self) -> None:
        bad_gateway = (503, {"retry-after": "0"}, b"<html>Bad gateway")
        with server([bad_gateway] * 5) as (origin, requests):
            with self.assertRaises(ApronError) as caught:
                Apron(origin, key="ap_live_x", retries=2).list_flights()
        self.assertEqual((caught.exception.code, len(requests)), ("http_503", 3))

    def test_a_redirect_never_receives_the_key(self) -> None:
        with server([(200, {}, b"{}")]) as (elsewhere, received):
            with server([(302, {"location": f"{elsewhere}/stolen"}, b"")]) as (origin, _requests):
                with self.assertRaises(ApronError) as caught:
                    Apron(origin, key="ap_live_x").list_flights()
        self.assertEqual(caught.exception.status, 302)
        self.assertEqual(received, [])

    def test_values_in_paths_and_queries_are_encoded(self) -> None:
        with server([(200, {}, b'{"success":true,"data":{}}')] * 2) as (origin, requests):
            apron = Apron(origin, key="ap_live_x")
            apron.get_flight("a/b?c")
            apron.list_flights(search="a&b=+", from_="2026-11-01T00:00:00+01:00")
        self.assertTrue(requests[0]["path"].endswith("/flights/a%2Fb%3Fc"), requests[0]["path"])
        self.assertTrue(
            requests[1]["path"].endswith("?search=a%26b%3D%2B&from=2026-11-01T00%3A00%3A00%2B01%3A00"),
            requests[1]["path"],
        )
        with self.assertRaises(ValueError):
            Apron(origin, key="ap_live_x").get_flight("")


class Webhooks(unittest.TestCase):
    def setUp(self) -> None:
        plain, rotated = DELIVERIES["delivery"], DELIVERIES["rotated"]
        self.body, self.headers = base64.b64decode(plain["body"]), plain["headers"]
        self.rotated_body, self.rotated_headers = base64.b64decode(rotated["body"]), rotated["headers"]
        self.old_secret, self.secret = DELIVERIES["previousSecret"], DELIVERIES["secret"]

    def refused(self, reason: str, body: bytes, headers: dict[str, str], secret: str, **options: object) -> None:
        with self.assertRaises(InvalidWebhook) as caught:
            verify_webhook(body, headers, secret, **options)  # type: ignore[arg-type]
        self.assertEqual(caught.exception.reason, reason)

    def test_a_real_delivery_is_accepted_in_both_forms(self) -> None:
        for form in ("standard", "x-ga"):
            delivery = verify_webhook(self.body, self.headers, self.old_secret, form=form)
            self.assertEqual(delivery.event["type"], "webhook.test")
            self.assertTrue(delivery.id)

    def test_during_a_rotation_both_secrets_are_accepted(self) -> None:
        for secret in (self.old_secret, self.secret):
            verify_webhook(self.rotated_body, self.rotated_headers, secret)
            verify_webhook(self.rotated_body, self.rotated_headers, secret, form="x-ga")

    def test_one_changed_byte_is_refused(self) -> None:
        changed = self.body[:-1] + bytes([self.body[-1] ^ 1])
        for form in ("standard", "x-ga"):
            self.refused("wrong", changed, self.headers, self.old_secret, form=form)

    def test_another_time_or_id_is_refused(self) -> None:
        seconds = str(int(self.headers["webhook-timestamp"]) + 1)
        self.refused("wrong", self.body, {**self.headers, "webhook-timestamp": seconds}, self.old_secret)
        self.refused("wrong", self.body, {**self.headers, "webhook-id": "other"}, self.old_secret)

    def test_an_old_delivery_is_refused(self) -> None:
        later = datetime.now(timezone.utc) + timedelta(minutes=10)
        for form in ("standard", "x-ga"):
            self.refused("stale", self.body, self.headers, self.old_secret, now=later, form=form)

    def test_headers_that_are_missing_or_no_headers_are_refused(self) -> None:
        self.refused("missing", self.body, {}, self.secret)
        for value in ("", "x", "١٢٣", "-1", "1e9"):
            self.refused("missing", self.body, {**self.headers, "webhook-timestamp": value}, self.secret)
        self.refused("wrong", self.body, {**self.headers, "webhook-signature": "v1,é\udcff"}, self.secret)

    def test_a_secret_that_is_none_is_an_error_of_the_configuration(self) -> None:
        for secret in ("", "whsec_", "secret"):
            with self.assertRaises(ValueError):
                verify_webhook(self.body, self.headers, secret)


@contextmanager
def server(answers: list[tuple[int, dict[str, str], bytes]]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that gives these answers in turn, and the headers and paths that it received."""
    requests: list[dict[str, str]] = []
    waiting = iter(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
            status, headers, body = next(waiting)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_args: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.server_address[1]}", requests
    finally:
        listener.shutdown()
        listener.server_close()


if __name__ == "__main__":
    unittest.main()
