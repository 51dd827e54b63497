"""Whether a person has shown that an e-mail address is theirs.

Asked before somebody invites others, joins a cluster or takes a role.
"""


def has_verified_address(user) -> bool:
    return (
        user.is_authenticated and user.emailaddress_set.filter(verified=True).exists()
    )
