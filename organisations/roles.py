"""What each role may do. The one table of rights; whoever asks names the right.

READ      see answers, results and reports
ANSWER    answer questions
RUN       begin, submit and delete assessments, hand parts of them to others
GOVERN    people and their roles, invitations, consents, memberships, deletion
"""

from enum import Enum


class Right(Enum):
    READ = "read"
    ANSWER = "answer"
    RUN = "run"
    GOVERN = "govern"


OWNER, CONTRIBUTOR, READER, MANAGER = "owner", "contributor", "reader", "manager"
RIGHTS = {
    OWNER: frozenset(Right),
    CONTRIBUTOR: frozenset({Right.READ, Right.ANSWER}),
    READER: frozenset({Right.READ}),
    MANAGER: frozenset({Right.READ, Right.GOVERN}),
}


def may(role: str | None, right: Right) -> bool:
    """Whether a role carries a right; no role carries none."""
    return right in RIGHTS.get(role, ())
