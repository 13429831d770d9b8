"""Who may act on a funded post."""

from __future__ import annotations

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls import permissions as calls
from tandem.apps.posts.models import Post
from tandem.domain.kernel.finding import Decision


def may_follow(actor: Actor, post: Post) -> Decision:
    """Officers and signatories of the agency of the call."""
    return calls.may_manage(actor, post.call)
