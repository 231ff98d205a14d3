"""What a push means to the forge, told by the repository's Durable Object when it is over.

A repository can be made by its first push. The row is made before the push reaches the Durable
Object, so that two first pushes meet in the same one; when the push then brings no ref, the row
goes again and the store name with it, for nobody has ever seen anything under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forge.database import Database, Statement
from forge.errors import UniqueViolation
from forge.names import RepositoryName
from forge.repositories import Visibility, create_repository, parse_store_name


@dataclass(frozen=True, slots=True)
class FinishedPush:
    """A push that is over, whether or not it changed anything.

    `pushed_at` in seconds since 1970. `created_repository` when the repository was made for
    this push; `visibility` counts only then, and None leaves it. `refs_exist` tells whether
    the repository now has any ref, `size` the bytes of its packs, and `default_branch` what
    HEAD stands for, without `refs/heads/`.
    """

    store_name: str
    pushed_at: int
    created_repository: bool
    refs_exist: bool
    visibility: Visibility | None
    size: int
    default_branch: str


_VISIBILITY_BY_OPTION = {
    b"repo.private=true": Visibility.PRIVATE,
    b"repo.private=false": Visibility.PUBLIC,
}


def find_visibility(push_options: Sequence[bytes]) -> Visibility | None:
    """What `git push -o repo.private=true|false` asks of a new repository; the last one counts."""
    asked = [_VISIBILITY_BY_OPTION[o] for o in push_options if o in _VISIBILITY_BY_OPTION]
    return asked[-1] if asked else None


async def record_size(database: Database, store_name: str, size: int) -> None:
    """Upkeep has changed what the packs take, in bytes."""
    sql = "UPDATE repositories SET size = ?2 WHERE store_name = ?1 AND size <> ?2"
    await database.run(sql, store_name, size)


async def record_push(database: Database, push: FinishedPush) -> None:
    if push.created_repository and not push.refs_exist:
        await _withdraw(database, push.store_name)
        return
    asked = push.visibility if push.created_repository else None
    changed = await database.run(
        "UPDATE repositories SET pushed_at = ?2, updated_at = ?2,"
        " visibility = COALESCE(?3, visibility), size = ?4, default_branch = ?5"
        " WHERE store_name = ?1",
        push.store_name,
        push.pushed_at,
        asked and asked.value,
        push.size,
        push.default_branch,
    )
    if not changed and push.refs_exist:
        await _bring_back(database, push.store_name, push.pushed_at)


async def _withdraw(database: Database, store_name: str) -> None:
    """Take back a repository into which no push ever succeeded."""
    store = parse_store_name(store_name)
    await database.batch(
        [
            Statement(
                "DELETE FROM repositories WHERE store_name = ?1 AND pushed_at IS NULL",
                (store_name,),
            ),
            Statement(
                "DELETE FROM store_names WHERE owner_and_name = ?1 AND generation = ?2"
                " AND NOT EXISTS (SELECT 1 FROM repositories WHERE store_name = ?3)",
                (store.owner_and_name, store.generation, store_name),
            ),
        ]
    )


async def _bring_back(database: Database, store_name: str, pushed_at: int) -> None:
    """Make the row again that a failed first push withdrew while this push was under way.

    A store name that is still given out belongs to a repository that was deleted on purpose:
    then nothing comes back.
    """
    store = parse_store_name(store_name)
    owner, _, name = store.owner_and_name.partition("/")
    try:
        await create_repository(
            database, RepositoryName(owner, name), store, Visibility.PRIVATE, pushed_at
        )
    except UniqueViolation:
        return
    await database.run(
        "UPDATE repositories SET pushed_at = ?2 WHERE store_name = ?1", store_name, pushed_at
    )
