"""Where the Worker begins."""

from __future__ import annotations

from workers import DurableObject, Response, WorkerEntrypoint


class RepoStore(DurableObject):
    """One repository."""

    async def fetch(self, request):
        return Response.json({"status": "ok", "store": "repository"})


class Default(WorkerEntrypoint):
    """Every HTTP request."""

    async def fetch(self, request):
        if request.js_object.url.endswith("/health"):
            return Response.json({"status": "ok"})
        stub = self.env.REPOSITORIES.get(self.env.REPOSITORIES.idFromName("owner/repository"))
        return await stub.fetch(request)
