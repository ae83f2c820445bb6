"""Posts stand in an order: by role, as roles come among the people, then by the code of the zone.

`open_draft` brings them into it and every change leaves them in it, so that those of a zone are
found by halves.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable

from gridgen.model.people import People, Post, Staff

Key = tuple[int, str, str]


def in_order(posts: Iterable[Post], people: People) -> tuple[Post, ...]:
    """Return posts in their order."""
    return tuple(sorted(posts, key=_key(people)))


def posts_in(staff: Staff | None, codes: Collection[str]) -> tuple[Post, ...]:
    """Return the posts in zones of these codes, as they stand in their order."""
    if staff is None:
        return ()
    posts, key, roles = staff.posts, _key(staff.people), _roles(staff.people)
    found: list[Post] = []
    for rank, role in enumerate(roles):
        for code in sorted(codes):
            begin = bisect_left(posts, (rank, role, code), key=key)
            found += posts[begin : bisect_right(posts, (rank, role, code), lo=begin, key=key)]
    # Of roles that nobody is given for.
    strange = posts[bisect_left(posts, (len(roles), "", ""), key=key) :]
    return (*found, *(post for post in strange if post.zone in codes))


def exchanged_posts(
    staff: Staff, before: Collection[Post], after: Collection[Post]
) -> tuple[Post, ...]:
    """Return the posts of `staff`, in order, with all in the zones of `before` and `after` taken
    out and those of `after` put in.
    """
    key = _key(staff.people)
    gone = {(post.level, post.zone) for post in (*before, *after)}
    posts = list(staff.posts)
    for one in {key(post) for post in (*before, *after)}:
        span = slice(bisect_left(posts, one, key=key), bisect_right(posts, one, key=key))
        posts[span] = [post for post in posts[span] if (post.level, post.zone) not in gone]
    for post in after:
        posts.insert(bisect_right(posts, key(post), key=key), post)
    return tuple(posts)


def are_held_alike(
    before: Collection[Post], after: Collection[Post], vacant: Collection[str]
) -> bool:
    """Say whether posts are held by the same people, so that what is said of all of them stays.

    Parameters
    ----------
    before, after
        Those of some zones, all others being equal.
    vacant
        Roles with a post that nobody has: of these it is said how many posts there are.
    """
    holding, others = (Counter((post.role, post.person) for post in side)
                       for side in (before, after))  # fmt: skip
    if holding.keys() != others.keys() or any(not person for _, person in holding):
        return False
    number, then = (Counter(post.role for post in side) for side in (before, after))
    return all(number[role] == then[role] for role in vacant)


def _roles(people: People) -> list[str]:
    return [*dict.fromkeys(people.role.tolist())]


def _key(people: People) -> Callable[[Post], Key]:
    rank = {role: row for row, role in enumerate(_roles(people))}
    return lambda post: (rank.get(post.role, len(rank)), post.role, post.zone)
