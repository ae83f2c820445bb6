"""One request: the answer, or the error that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import httpx

from gridgen.model.errors import (
    AccessError,
    ConditionError,
    ConflictError,
    DeniedError,
    NoConditionError,
    NotInPlanError,
    ReadError,
    RequestError,
    ServiceError,
    StoreError,
    TooLargeError,
)
from gridgen.words.say import GridgenError
from gridgen.words.seen import seen, shortened

ERROR_OF: Mapping[int, type[GridgenError]] = {
    400: RequestError,
    401: AccessError,
    403: DeniedError,
    404: NotInPlanError,
    409: StoreError,
    412: ConditionError,
    413: TooLargeError,
    422: ReadError,
    428: NoConditionError,
}
"""By status; 429, and 500 and above, are a `ServiceError`. A 409 that tells which edits stand
against what was asked is a `ConflictError`.
"""

_LONGEST = 500
"""Characters of an answer that is no problem, in a message."""

QUIET = {"Accept": "application/json"}


class Asking:
    """A connection to one service.

    Parameters
    ----------
    address
        Of its landing page.
    key
        "" for none.
    lang
        "zh" or "en": of messages.
    timeout_s
        Seconds in which something must come.
    transport
        What carries requests; a connection of its own where none is given.
    """

    def __init__(
        self,
        address: str,
        key: str,
        *,
        lang: str,
        timeout_s: float,
        transport: httpx.BaseTransport | None,
    ) -> None:
        self.address = address.rstrip("/")
        headers = {"Accept-Language": lang} | ({"X-API-Key": key} if key else {})
        self._http = httpx.Client(
            base_url=self.address,
            headers=headers,
            timeout=timeout_s,
            transport=transport,
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def ask(self, method: str, path: str, **asked: Any) -> httpx.Response:
        """Return an answer that succeeded; `asked` as httpx takes it.

        Raises
        ------
        GridgenError
            One of `ERROR_OF` with the detail of the problem, and the whole of it as the field
            `problem`; ServiceError where the service fails or is not there.
        """
        asked["headers"] = QUIET | asked.get("headers", {})
        with self._reaching():
            answer = self._http.request(method, path, **asked)
        raise_for(answer)
        return answer

    def told(self, method: str, path: str, **asked: Any) -> Any:
        """Return the JSON of an answer that succeeded."""
        return self.json_of(self.ask(method, path, **asked))

    def json_of(self, answer: httpx.Response) -> Any:
        """Return what an answer says; ServiceError where it is no JSON."""
        try:
            return answer.json()
        except ValueError as why:
            raise ServiceError("client_odd", address=self.address, why=str(why)) from why

    def here(self, address: str) -> str:
        """Return an address that the service told as one of the host that is asked: what stands
        before it may call itself otherwise, and no other host is to see the key.
        """
        base = self._http.base_url
        return str(httpx.URL(address).copy_with(scheme=base.scheme, host=base.host, port=base.port))

    @contextmanager
    def stream(self, method: str, path: str, **asked: Any) -> Iterator[httpx.Response]:
        """Yield an answer that succeeded and whose body is still to come.

        Raises
        ------
        GridgenError
            As `ask`; ServiceError also where the body ends before its end.
        """
        with self._reaching(), self._http.stream(method, path, **asked) as answer:
            if answer.is_error:
                answer.read()
            raise_for(answer)
            yield answer

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except (httpx.TransportError, httpx.InvalidURL) as why:
            raise ServiceError(
                "client_unreachable", address=self.address, why=str(why) or type(why).__name__
            ) from why


def raise_for(answer: httpx.Response) -> None:
    """Raise the error that an answer stands for, if it stands for one."""
    if answer.is_success:
        return
    problem, status = _problem(answer), answer.status_code
    why = str(problem["detail"])
    edits = problem.get("edits")
    if status == HTTPStatus.CONFLICT and isinstance(edits, list):
        conflict = ConflictError("client_told", status=status, why=why)
        error: GridgenError = conflict.over(problem.get("head", 0), edits)
    else:
        error = ERROR_OF.get(status, ServiceError)("client_told", status=status, why=why)
    error.fields["problem"] = problem
    raise error


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        said = None
    if isinstance(said, dict) and "detail" in said:
        return said
    return {"status": answer.status_code, "detail": shortened(seen(answer.text), _LONGEST)}
