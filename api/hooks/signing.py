"""The signature of a webhook, as Standard Webhooks (1.0.0) has it."""

from __future__ import annotations

import base64
import hashlib
import hmac

from gridgen.versions.store.hooks import PREFIX


def signed(id_: str, at: int, body: bytes, secret: str) -> dict[str, str]:
    """Return the headers by which a receiver knows who sent a message, and that it is no copy.

    Parameters
    ----------
    id_
        Of the message; the same at every attempt.
    at
        Seconds since 1970.
    body
        As it is sent.
    secret
        "whsec_" and the key in base64.

    Examples
    --------
    >>> sorted(signed("msg_1", 1_700_000_000, b"{}", "whsec_c2VjcmV0"))
    ['webhook-id', 'webhook-signature', 'webhook-timestamp']
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.digest(key, f"{id_}.{at}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
