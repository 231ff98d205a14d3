"""All addresses of the API that are about people and what they may do."""

from __future__ import annotations

from api.tokens import TokenApi
from config import Config
from door import Door
from ports import Ports
from routing import Route


def people_routes(config: Config, ports: Ports, door: Door) -> tuple[Route, ...]:
    return TokenApi(ports, door).routes()
