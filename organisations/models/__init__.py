"""Who uses the product, where each person sits, and what was agreed."""

from organisations.models.clusters import (
    Cluster,
    ClusterSeat,
    LastManager,
    Member,
    Reminder,
    Wave,
)
from organisations.models.consents import Consent
from organisations.models.enterprises import (
    AboutToBeDeleted,
    Colleague,
    Enterprise,
    LastOwner,
)
from organisations.models.invitations import Invitation, NoLongerOpen
from organisations.models.log import LogEntry
from organisations.models.partners import Partner, PartnerSeat
from organisations.models.people import User

__all__ = [
    "AboutToBeDeleted",
    "Cluster",
    "ClusterSeat",
    "Colleague",
    "Consent",
    "Enterprise",
    "Invitation",
    "LastManager",
    "LastOwner",
    "LogEntry",
    "Member",
    "NoLongerOpen",
    "Partner",
    "PartnerSeat",
    "Reminder",
    "User",
    "Wave",
]
