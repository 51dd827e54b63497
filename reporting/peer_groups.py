"""Whom an enterprise is compared with: a fixed list of groups. Pure.

There are no free filters: two groups of one's own making would differ by one firm.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The fixed list of peer groups, in the order in which they are decided."""

    ALL = "all"
    SIZE = "size"
    CLUSTER = "cluster"
    SECTOR_SIZE = "sector_size"
    COUNTRY_SIZE = "country_size"
    CLUSTER_SIZE = "cluster_size"


DECIDED = {kind: rank for rank, kind in enumerate(Kind)}


class PeerGroup(NamedTuple):
    """Enterprises one is compared with; `code` is of a sector, country or cluster."""

    kind: Kind
    code: str = ""
    size_class: str = ""

    @property
    def whole(self) -> "PeerGroup | None":
        """The group that this one and its like divide without overlap."""
        match self.kind:
            case Kind.SIZE:
                return ALL
            case Kind.SECTOR_SIZE | Kind.COUNTRY_SIZE:
                return PeerGroup(Kind.SIZE, size_class=self.size_class)
            case Kind.CLUSTER_SIZE:
                return PeerGroup(Kind.CLUSTER, self.code)
        return None


ALL = PeerGroup(Kind.ALL)


def widening(country: str, sector: str, size_class: str) -> tuple[PeerGroup, ...]:
    """The groups an enterprise is compared with, the closest first."""
    return (
        PeerGroup(Kind.SECTOR_SIZE, sector, size_class),
        PeerGroup(Kind.COUNTRY_SIZE, country, size_class),
        PeerGroup(Kind.SIZE, size_class=size_class),
        ALL,
    )


def cluster_widening(cluster: str, size_class: str) -> tuple[PeerGroup, ...]:
    """The groups of one cluster, the closest first."""
    return (
        PeerGroup(Kind.CLUSTER_SIZE, cluster, size_class),
        PeerGroup(Kind.CLUSTER, cluster),
    )


def peer_groups(
    country: str, sector: str, size_class: str, clusters: Iterable[str] = ()
) -> frozenset[PeerGroup]:
    """Every group an enterprise stands in."""
    groups = set(widening(country, sector, size_class))
    for cluster in clusters:
        groups.update(cluster_widening(cluster, size_class))
    return frozenset(groups)
