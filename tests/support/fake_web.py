"""Other servers, played by functions of a test."""

from __future__ import annotations

from collections.abc import Callable

from forge.elsewhere.web import Answer, Order, Unreachable


class FakeWeb:
    """`forge.elsewhere.web.Web` that keeps what it is asked; without a server nobody answers."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.server: Callable[[Order], Answer] | None = None

    async def ask(self, order: Order) -> Answer:
        self.orders.append(order)
        if self.server is None:
            raise Unreachable(f"nobody plays {order.url}")
        return self.server(order)
