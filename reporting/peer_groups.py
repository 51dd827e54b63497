"""Whom an enterprise is compared with: a fixed list of groups. Pure.

There are no free filters: two groups of one's own making would differ by one firm.
"""

from collections.abc import Iterable
from typing import NamedTuple

# In the order in which they are decided: the earlier, the more likely shown. A cluster
# comes after its size classes, which leave it room: what it adds is then plain to see.
KINDS = ("all", "size", "cluster_size", "cluster", "sector_size", "country_size")


class PeerGroup(NamedTuple):
    """Enterprises one is compared with; `code` is of a sector, country or cluster."""

    kind: str  # one of KINDS
    code: str = ""
    size_class: str = ""

    @property
    def whole(self) -> "PeerGroup | None":
        """The group that this one and its like divide without overlap."""
        match self.kind:
            case "size":
                return ALL
            case "sector_size" | "country_size":
                return PeerGroup("size", size_class=self.size_class)
            case "cluster_size":
                return PeerGroup("cluster", self.code)
        return None


ALL = PeerGroup("all")


def widening(country: str, sector: str, size_class: str) -> tuple[PeerGroup, ...]:
    """The groups an enterprise is compared with, the closest first."""
    return (
        PeerGroup("sector_size", sector, size_class),
        PeerGroup("country_size", country, size_class),
        PeerGroup("size", size_class=size_class),
        ALL,
    )


def cluster_widening(cluster: str, size_class: str) -> tuple[PeerGroup, ...]:
    """The groups of one cluster, the closest first."""
    return (
        PeerGroup("cluster_size", cluster, size_class),
        PeerGroup("cluster", cluster),
    )


def peer_groups(
    country: str, sector: str, size_class: str, clusters: Iterable[str] = ()
) -> frozenset[PeerGroup]:
    """Every group an enterprise stands in."""
    groups = set(widening(country, sector, size_class))
    for cluster in clusters:
        groups.update(cluster_widening(cluster, size_class))
    return frozenset(groups)
