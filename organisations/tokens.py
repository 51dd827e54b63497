"""Secrets sent in letters: what is sent, and what is stored of it."""

import hashlib
import secrets


def new_token() -> str:
    """A secret of 192 bits that fits an address."""
    return secrets.token_urlsafe(24)


def digest(token: str) -> str:
    """Enough to recognise a secret, useless to a thief."""
    return hashlib.sha256(token.encode()).hexdigest()
