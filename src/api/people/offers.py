"""Repositories that somebody else would give one: seen, accepted, declined."""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import OFFER, REPOSITORY
from api.shape import find_id, time_text, whole_repository
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf
from exchange import Answer, Reply
from forge.access import may_administer, may_create
from forge.errors import NotAllowed, NotFound
from forge.lifecycle import offers
from forge.lifecycle.moves import transfer
from forge.lifecycle.offers import LASTS, Offer
from forge.names import RepositoryName
from forge.repositories import find_repository
from replies import Json, json_reply


async def list_repository_offers(call: Call) -> Answer:
    found = await _list(call)
    return json_reply(200, [_shape(each) for each in found])


async def accept_repository_offer(call: Call) -> Answer:
    offer = await _find(call)
    database, repository = call.ports.database, offer.repository
    if not may_create(call.actor, offer.to):
        raise NotAllowed(f"You may not make repositories for {offer.to.name}.")
    await transfer(database, call.deed, repository, offer.to, call.config.quotas)
    name = RepositoryName(offer.to.name, repository.name.name)
    moved = await find_repository(database, name, call.actor.user)
    if moved is None:
        raise NotFound("repository")
    origin = call.request.origin
    return json_reply(200, await whole_repository(database, call.actor, moved, origin))


async def decline_repository_offer(call: Call) -> Answer:
    offer = await _find(call)
    if not may_administer(call.actor, offer.to):
        raise NotAllowed("This takes the right to administer what is yours.")
    await offers.end(call.ports.database, call.deed, offer.repository)
    return Reply(204)


async def _list(call: Call) -> list[Offer]:
    return await offers.list_offers(call.ports.database, call.account, call.ports.clock())


async def _find(call: Call) -> Offer:
    wanted = find_id(call.text("offer"))
    for offer in await _list(call):
        if offer.repository.id == wanted:
            return offer
    raise NotFound("offer")


def _shape(offer: Offer) -> Json:
    return {
        "id": offer.repository.id,
        "full_name": str(offer.repository.name),
        "private": offer.repository.visibility.value == "private",
        "new_owner": offer.to.name,
        "offered_by": offer.made_by,
        "offered_at": time_text(offer.made_at),
        "expires_at": time_text(offer.made_at + LASTS),
    }


_OFFER = "/user/repository-offers/{offer}"

ENDPOINTS = (
    Endpoint(
        "GET",
        "/user/repository-offers",
        "List the repositories that one may take over",
        list_repository_offers,
        {200: ListOf(OFFER)},
        audience=Audience.PERSON,
    ),
    Endpoint(
        "PUT",
        _OFFER,
        "Take over a repository that is offered",
        accept_repository_offer,
        {200: REPOSITORY},
        audience=Audience.PERSON,
    ),
    Endpoint(
        "DELETE",
        _OFFER,
        "Decline a repository that is offered",
        decline_repository_offer,
        {204: None},
        audience=Audience.PERSON,
    ),
)
