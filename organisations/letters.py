"""The letters of this room, each composed in the language of whoever reads it."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from organisations.dates import day
from organisations.mail import Letter
from organisations.models import ClusterSeat, Colleague, Invitation


def address(name, *arguments) -> str:
    """The full address of a page, in the language the letter is written in."""
    return f"{settings.PUBLIC_ADDRESS}{reverse(name, args=arguments)}"


def sender(person) -> str:
    """Who asks, as the reader may know them."""
    return person.display_name if person else "PENELOPE"


def invitation_letter(invitation: Invitation, token: str) -> Letter:
    """An invitation of any kind, in the language of the invitation."""
    with translation.override(invitation.language):
        words = {
            "sender": sender(invitation.invited_by),
            "place": place_name(invitation),
            "role": role_name(invitation),
            "name": invitation.name,
        }
        subject, *paragraphs = _INVITATIONS[invitation.kind](invitation, words)
        return Letter(
            subject=subject,
            paragraphs=tuple(paragraphs),
            button=_("See the invitation"),
            address=address("organisations:invitation", token),
            closing=(
                _("The invitation is good until %(day)s, and once.")
                % {"day": day(invitation.expires_at)},
                _("If you did not expect it, you need not do anything."),
            ),
        )


def place_name(invitation) -> str:
    """Where it leads, in words; an enterprise gets its name with its first profile."""
    return invitation.place.name or _("an enterprise without a name yet")


def role_name(invitation) -> str:
    """The offered role in words; a partner has one kind of seat only."""
    match invitation.kind:
        case Invitation.Kind.COLLEAGUE:
            return Colleague.Role(invitation.role).label
        case Invitation.Kind.SEAT:
            return ClusterSeat.Role(invitation.role).label
    return ""


def _to_colleague(invitation, words):
    yield _("Invitation to work on the self-assessment of %(place)s") % words
    yield (
        _(
            "%(sender)s invites you to work on the gender equality self-assessment "
            "of %(place)s."
        )
        % words
    )
    yield _("Your role: %(role)s") % words


def _to_member(invitation, words):
    yield _("%(place)s invites your enterprise to a self-assessment") % words
    if invitation.name:
        yield (
            _(
                "%(place)s invites %(name)s to take part in a gender equality "
                "self-assessment."
            )
            % words
        )
    else:
        yield (
            _(
                "%(place)s invites your enterprise to take part in a gender equality "
                "self-assessment."
            )
            % words
        )
    yield (
        _(
            "Your answers stay with you. %(place)s sees whether you have begun and how "
            "far you are; your scores it sees only if you say so."
        )
        % words
    )


def _to_seat(invitation, words):
    yield _("Your seat in %(place)s") % words
    yield _("%(sender)s invites you to accompany the members of %(place)s.") % words
    yield _("Your role: %(role)s") % words


def _to_partner(invitation, words):
    yield _("Your seat in %(place)s") % words
    yield (
        _("%(sender)s invites you to read and download the figures of %(place)s.")
        % words
    )


_INVITATIONS = {
    Invitation.Kind.COLLEAGUE: _to_colleague,
    Invitation.Kind.MEMBER: _to_member,
    Invitation.Kind.SEAT: _to_seat,
    Invitation.Kind.PARTNER: _to_partner,
}


def deletion_letter(enterprise, owner) -> Letter:
    """An owner hears that an enterprise is about to be deleted, and how to keep it."""
    with translation.override(owner.language):
        words = {
            "name": enterprise.name or _("an enterprise without a name yet"),
            "day": day(enterprise.delete_after),
        }
        return Letter(
            subject=_("%(name)s will be deleted on %(day)s") % words,
            paragraphs=(
                _("An owner has asked to delete %(name)s with all its assessments.")
                % words,
                _("It is done on %(day)s. Until then each owner can take it back.")
                % words,
            ),
            button=_("See the enterprise"),
            address=address("organisations:consents", enterprise.pk),
        )


def no_manager_letter(cluster) -> Letter:
    """The operator hears that nobody runs a cluster any more."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"name": cluster.name}
        return Letter(
            subject=_("Nobody manages %(name)s any more") % words,
            paragraphs=(
                _("The last manager of %(name)s has closed the account.") % words,
                _("Please invite somebody else."),
            ),
            button=_("See the cluster"),
            address=address("admin:organisations_cluster_change", cluster.pk),
        )
