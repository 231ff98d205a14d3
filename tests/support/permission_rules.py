"""What each address of Hearth takes; a route that is not here has no rule."""

from __future__ import annotations

from api.v3.routes import ENDPOINTS

READ, DISCUSS, WRITE = "read", "discuss", "write"
ADMINISTER, FORK = "admin", "fork"
ANYBODY, PERSON, HOLDER = "anybody", "person", "holder"
MEMBER, OWNER, INSTALLATION, OF_OWNER = "member", "owner", "installation", "of owner"

V3 = "/api/v3"
REPOSITORY = f"{V3}/repos/{{owner}}/{{repository}}"
ORGANIZATION = f"{V3}/orgs/{{organization}}"
TEAM = f"{ORGANIZATION}/teams/{{team}}"

RULES = {
    "GET /health": ANYBODY,
    f"POST {V3}/users": ANYBODY,
    f"POST {V3}/sessions": ANYBODY,
    f"DELETE {V3}/session": ANYBODY,
    f"POST {V3}/password-resets": ANYBODY,
    "GET /login/github": ANYBODY,
    "GET /login/github/callback": ANYBODY,
    f"GET {V3}/users/{{user}}": ANYBODY,
    f"GET {V3}/users/{{user}}/repos": ANYBODY,
    f"GET {V3}/orgs/{{user}}/repos": ANYBODY,
    f"GET {V3}/repositories": ANYBODY,
    f"GET {ORGANIZATION}": ANYBODY,
    f"GET {V3}/user": PERSON,
    f"GET {V3}/user/repos": PERSON,
    f"POST {V3}/user/repos": PERSON,
    f"GET {V3}/user/orgs": PERSON,
    f"GET {V3}/issues": PERSON,
    f"GET {V3}/user/issues": PERSON,
    f"GET {V3}/notifications": PERSON,
    f"PUT {V3}/notifications": PERSON,
    **{
        f"{method} {V3}/notifications/threads/{{thread}}": PERSON
        for method in ("GET", "PATCH", "DELETE")
    },
    **{
        f"{method} {V3}/notifications/threads/{{thread}}/subscription": PERSON
        for method in ("GET", "PUT", "DELETE")
    },
    f"POST {V3}/orgs": PERSON,
    f"PATCH {V3}/user": HOLDER,
    f"DELETE {V3}/user": HOLDER,
    f"PUT {V3}/user/password": HOLDER,
    f"GET {V3}/user/sessions": HOLDER,
    f"DELETE {V3}/user/sessions": HOLDER,
    f"DELETE {V3}/user/sessions/{{session}}": HOLDER,
    f"POST {V3}/user/second-factor": HOLDER,
    f"PUT {V3}/user/second-factor": HOLDER,
    f"DELETE {V3}/user/second-factor": HOLDER,
    f"POST {V3}/user/second-factor/recovery-codes": HOLDER,
    "GET /api/v1/users/{user}/tokens": HOLDER,
    "POST /api/v1/users/{user}/tokens": HOLDER,
    "DELETE /api/v1/users/{user}/tokens/{token}": HOLDER,
    f"GET {V3}/user/agents": HOLDER,
    f"POST {V3}/user/agents": HOLDER,
    f"DELETE {V3}/user/agents/{{agent}}": HOLDER,
    f"GET {V3}/user/audit-log": HOLDER,
    f"GET {ORGANIZATION}/members": MEMBER,
    f"GET {ORGANIZATION}/teams": MEMBER,
    f"GET {TEAM}/members": MEMBER,
    f"DELETE {ORGANIZATION}": OWNER,
    f"PUT {ORGANIZATION}/memberships/{{user}}": OWNER,
    f"DELETE {ORGANIZATION}/memberships/{{user}}": OWNER,
    f"POST {ORGANIZATION}/teams": OWNER,
    f"DELETE {TEAM}": OWNER,
    f"PUT {TEAM}/memberships/{{user}}": OWNER,
    f"DELETE {TEAM}/memberships/{{user}}": OWNER,
    f"PUT {TEAM}/repos/{{owner}}/{{repository}}": OWNER,
    f"DELETE {TEAM}/repos/{{owner}}/{{repository}}": OWNER,
    f"GET {ORGANIZATION}/audit-log": OWNER,
    f"POST {V3}/orgs/{{user}}/repos": OF_OWNER,
    f"GET {V3}/users/{{user}}/deleted-repos": OF_OWNER,
    f"POST {V3}/users/{{user}}/deleted-repos/{{deleted}}/restore": OF_OWNER,
    f"GET {V3}/admin/invitations": INSTALLATION,
    f"POST {V3}/admin/invitations": INSTALLATION,
    f"DELETE {V3}/admin/invitations/{{invitation}}": INSTALLATION,
    f"POST {V3}/admin/users/{{user}}/password-resets": INSTALLATION,
    f"DELETE {V3}/admin/users/{{user}}/second-factor": INSTALLATION,
    f"GET {REPOSITORY}": READ,
    f"PATCH {REPOSITORY}": ADMINISTER,
    f"DELETE {REPOSITORY}": ADMINISTER,
    f"POST {REPOSITORY}/transfer": ADMINISTER,
    f"GET {REPOSITORY}/topics": READ,
    f"PUT {REPOSITORY}/topics": ADMINISTER,
    f"GET {REPOSITORY}/collaborators": WRITE,
    f"GET {REPOSITORY}/collaborators/{{user}}": WRITE,
    f"PUT {REPOSITORY}/collaborators/{{user}}": ADMINISTER,
    f"DELETE {REPOSITORY}/collaborators/{{user}}": ADMINISTER,
    f"GET {REPOSITORY}/collaborators/{{user}}/permission": WRITE,
    f"GET {REPOSITORY}/audit-log": ADMINISTER,
    "GET /{owner}/{repository}.git/stats": ADMINISTER,
    "GET /{owner}/{repository}/info/refs": READ,
    "POST /{owner}/{repository}/git-upload-pack": READ,
    "POST /{owner}/{repository}/git-receive-pack": WRITE,
}

RULES.update(
    {
        **{
            f"{each.method} {each.path}": each.action.name.lower() if each.action else ANYBODY
            for each in ENDPOINTS
            if f"{each.method} {each.path}" not in RULES
        },
        **{
            f"{method} {V3}/{{path+}}": ANYBODY
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
        },
        f"POST {REPOSITORY}/forks": FORK,
    }
)
