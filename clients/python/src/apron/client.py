from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

from .operations import Operations
from .transport import Page

P = ParamSpec("P")
Record = TypeVar("Record")


class Apron(Operations):
    """Calls an installation of Apron.

    >>> apron = Apron("https://apron.example.com", key=os.environ["APRON_KEY"])
    >>> apron.approve_flight("flt_01m6akh2zbfnz8abcyb4aycqz4")
    """

    def each(
        self, list_page: Callable[P, Page[Record]], *args: P.args, **kwargs: P.kwargs
    ) -> Iterator[Record]:
        """Yields every record of a list, page by page with a cursor. `page_size` is 100 by default.

        >>> for flight in apron.each(apron.public_flights, status="approved"):
        ...     print(flight["id"])
        """
        query: dict[str, Any] = {"page_size": 100, **kwargs}
        while True:
            page = list_page(*args, **query)
            yield from page["items"]
            # A log that is followed has a cursor at its end too.
            if page["next_cursor"] is None or not page["items"]:
                return
            query = {**query, "cursor": page["next_cursor"], "page": None}
