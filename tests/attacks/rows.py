"""What a request changes in the whole database, told so that two tries compare."""

import uuid
from datetime import datetime

from django.apps import apps
from django.db import transaction

# Written for whoever looks, and read by no page of somebody else.
PASSING = {"sessions.Session", "contenttypes.ContentType", "auth.Permission"}
# Random by nature, or encrypted: a second try never writes the same again.
SECRETS = {
    "token_digest",
    "browser_digest",
    "join_code",
    "session_key",
    "data",
    "key",
    "signed",
}


def all_rows():
    """Every row of every model: {(label, key): {field: value}}."""
    return {
        (model._meta.label, row[model._meta.pk.attname]): row
        for model in apps.get_models()
        if model._meta.label not in PASSING and not model._meta.proxy
        for row in model._base_manager.values()
    }


def difference(before, after):
    """What was added, changed and deleted, as names and as values that compare."""
    known = {str(key) for _label, key in before}
    names, values = set(), []
    for (label, key), row in after.items():
        old = before.get((label, key))
        if old == row:
            continue
        changed = {f: v for f, v in row.items() if old is None or old[f] != v}
        if old is None:
            names.add(f"+{label}")
            if isinstance(changed.get("id"), int):
                del changed["id"]
        else:
            names |= {f"{label}.{field}" for field in changed}
        told = {f: _told(f, value, known) for f, value in changed.items()}
        values.append(f"{label} {key if old else 'new'} {sorted(told.items())}")
    for label, key in before.keys() - after.keys():
        names.add(f"-{label}")
        values.append(f"{label} {key} gone")
    return names, sorted(values)


def _told(field, value, known):
    if field in SECRETS:
        return bool(value)
    if isinstance(value, dict):
        return {key: _told(key, each, known) for key, each in sorted(value.items())}
    if field == "password":
        return str(value)[:1]  # whether one can be typed
    if isinstance(value, datetime):
        return str(value.date())
    try:
        return (
            str(value) if str(value) in known else f"new {uuid.UUID(str(value))!r:.4}"
        )
    except ValueError:
        return repr(value)


def tried(client, send):
    """The answer; the world and the browser are as before afterwards."""
    cookies = client.cookies.copy()
    try:
        with transaction.atomic():
            response = send()
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    return response


def changes(client, send, before=None):
    """What sending changes, as names and as values, and the answer.

    `before` spares reading the world again, that no try has changed.
    """
    before, after = before or all_rows(), {}

    def send_and_look():
        response = send()
        after.update(all_rows())
        return response

    response = tried(client, send_and_look)
    return *difference(before, after), response
