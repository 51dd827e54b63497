"""What is stored about an enterprise or a person, as data to take along.

The keys are documented in docs/data.md. No secret is among them: no password, no token
and no digest of one. Of other people only what the enterprise itself shows of them.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from organisations.models import Consent, Enterprise, LogEntry, User

Row = dict[str, Any]


def enterprise_record(enterprise: Enterprise) -> Row:
    """The enterprise, its people and what was agreed; no assessments."""
    return {
        "id": str(enterprise.pk),
        "name": enterprise.name,
        "created_at": moment(enterprise.created_at),
        "delete_after": moment(enterprise.delete_after),
        "people": [
            {
                "name": seat.user.get_full_name(),
                "email": seat.user.email,
                "role": seat.role,
                "areas": seat.areas,
                "joined_at": moment(seat.joined_at),
            }
            for seat in enterprise.colleagues.select_related("user")
        ],
        "invitations": [
            {
                "email": invitation.email,
                "role": invitation.role,
                "areas": invitation.areas,
                "invited_by": person(invitation.invited_by),
                "invited_at": moment(invitation.invited_at),
                "expires_at": moment(invitation.expires_at),
                "accepted_at": moment(invitation.accepted_at),
                "withdrawn_at": moment(invitation.withdrawn_at),
            }
            for invitation in enterprise.invitations.select_related("invited_by")
        ],
        "memberships": [
            {
                "cluster": member.cluster.name,
                "group": member.group,
                "joined_at": moment(member.joined_at),
            }
            for member in enterprise.memberships.select_related("cluster")
        ],
        "consents": [
            {
                "purpose": consent.purpose,
                "cluster": consent.cluster.name if consent.cluster else None,
                "given_at": moment(consent.given_at),
                "given_by": person(consent.given_by),
                "withdrawn_at": moment(consent.withdrawn_at),
                "withdrawn_by": person(consent.withdrawn_by),
            }
            for consent in enterprise.consents.select_related(
                "cluster", "given_by", "withdrawn_by"
            )
        ],
        "reminders": [
            {"email": reminder.user.email, "sent_at": moment(reminder.sent_at)}
            for reminder in enterprise.reminders.select_related("user")
        ],
        "log": _log(LogEntry.objects.filter(enterprise=enterprise.pk)),
    }


def account_record(user: User) -> Row:
    """The account: addresses, settings, seats, consents given, what was noted."""
    return {
        "id": str(user.pk),
        "email": user.email,
        "name": user.get_full_name(),
        "language": user.language,
        "wants_reminders": user.wants_reminders,
        "created_at": moment(user.date_joined),
        "last_sign_in": moment(user.last_login),
        "addresses": [
            {"email": row.email, "verified": row.verified, "primary": row.primary}
            for row in user.emailaddress_set.all()
        ],
        "enterprises": [
            {
                "id": str(seat.enterprise_id),
                "name": seat.enterprise.name,
                "role": seat.role,
                "areas": seat.areas,
                "joined_at": moment(seat.joined_at),
            }
            for seat in user.colleagues.select_related("enterprise")
        ],
        "clusters": [
            {
                "name": seat.cluster.name,
                "role": seat.role,
                "joined_at": moment(seat.joined_at),
            }
            for seat in user.cluster_seats.select_related("cluster")
        ],
        "partners": [
            {"name": seat.partner.name, "joined_at": moment(seat.joined_at)}
            for seat in user.partner_seats.select_related("partner")
        ],
        "consents_given": [
            {
                "enterprise": consent.enterprise.name,
                "purpose": consent.purpose,
                "cluster": consent.cluster.name if consent.cluster else None,
                "given_at": moment(consent.given_at),
                "withdrawn_at": moment(consent.withdrawn_at),
            }
            for consent in Consent.objects.filter(given_by=user).select_related(
                "enterprise", "cluster"
            )
        ],
        "log": _log(
            LogEntry.objects.filter(Q(by=user.pk) | Q(details__person=str(user.pk)))
        ),
    }


def person(user: User | None) -> str | None:
    """A name as it stands on the pages; none where the account is closed."""
    return user.display_name if user else None


def _log(entries: Iterable[LogEntry]) -> list[Row]:
    return [
        {
            "at": moment(entry.at),
            "kind": entry.kind,
            "by": str(entry.by) if entry.by else None,
            "details": entry.details,
        }
        for entry in entries
    ]


def moment(when) -> str | None:
    """A point in time as ISO 8601 writes it."""
    return when.isoformat() if when else None
