-- Hearth's D1 database: people, and what belongs to them. The Git data itself lies in the
-- Durable Objects, one a repository.
--
-- This is the whole of it, for reading and for a fresh database; migrations/ leads every other
-- database to the same. Times are seconds since 1970-01-01 UTC. Names are unique without regard
-- to the case of ASCII letters, and kept as they were first written. AUTOINCREMENT, so that the
-- id of something deleted never comes to mean something else. Whatever opens doors is kept as a
-- hash only: *_hash is the SHA-256 of 256 random bits in hexadecimal digits, but for
-- password_hash, whose form is described in src/forge/proof/passwords.py.
--
-- A role is 1 (read), 2 (write) or 3 (admin).

-- Owners: people; agents, which act for the person owner_id; and organizations. Who deletes an
-- account leaves the row behind, emptied, so that nobody can take the name and be mistaken for
-- them. is_admin: may administer the installation.
CREATE TABLE users (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT    NOT NULL COLLATE NOCASE UNIQUE,
  kind          TEXT    NOT NULL DEFAULT 'user' CHECK (kind IN ('user', 'agent', 'organization')),
  full_name     TEXT    NOT NULL DEFAULT '',
  email         TEXT    COLLATE NOCASE UNIQUE,
  password_hash TEXT,
  owner_id      INTEGER REFERENCES users (id),
  is_admin      INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
  created_at    INTEGER NOT NULL,
  deleted_at    INTEGER,
  CHECK ((kind = 'agent') = (owner_id IS NOT NULL)),
  CHECK (kind = 'user' OR (password_hash IS NULL AND is_admin = 0))
) STRICT;

CREATE INDEX users_by_owner ON users (owner_id) WHERE owner_id IS NOT NULL;

-- Accounts elsewhere by which a person may sign in. provider: 'github' or 'access'; subject is
-- the provider's id for the account, which never changes; label is what it is called there.
CREATE TABLE identities (
  provider   TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  label      TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (provider, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX identities_by_user ON identities (user_id);

-- Browsers that are signed in. last_seen_at may lag by an hour.
CREATE TABLE sessions (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  session_hash TEXT    NOT NULL UNIQUE,
  user_agent   TEXT    NOT NULL,
  address      TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_by_user ON sessions (user_id);

-- Second factors (TOTP). The secret is not here: it is derived from nonce and the setting
-- SECRET_KEY. confirmed_at: NULL until a first code was right. last_step: the 30-second step of
-- the last code that was taken; no code of that step or before is taken again.
CREATE TABLE second_factors (
  user_id      INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  nonce        TEXT    NOT NULL,
  last_step    INTEGER NOT NULL DEFAULT 0,
  confirmed_at INTEGER
) STRICT;

-- What opens an account in place of a second factor, each once; used ones are deleted.
CREATE TABLE recovery_codes (
  user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  code_hash TEXT    NOT NULL,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- Links by which a person who forgot a password sets a new one, each once.
CREATE TABLE password_resets (
  reset_hash TEXT    PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Links by which somebody may sign up where that takes an invitation, each once. used_by: whom
-- it brought.
CREATE TABLE invitations (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  invitation_hash TEXT    NOT NULL UNIQUE,
  note            TEXT    NOT NULL,
  created_by      INTEGER NOT NULL REFERENCES users (id),
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  used_by         INTEGER REFERENCES users (id)
) STRICT;

-- Access tokens of people and agents. last_eight holds its last eight characters, by which its
-- owner may recognise it. scopes are separated by single spaces. is_limited: only for the
-- repositories in token_repositories, even when none is left there. expires_at: NULL is never.
-- last_used_at may lag by an hour.
CREATE TABLE tokens (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name         TEXT    NOT NULL,
  token_hash   TEXT    NOT NULL UNIQUE,
  last_eight   TEXT    NOT NULL,
  scopes       TEXT    NOT NULL,
  is_limited   INTEGER NOT NULL DEFAULT 0 CHECK (is_limited IN (0, 1)),
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  last_used_at INTEGER,
  UNIQUE (user_id, name)
) STRICT;

-- Repositories. store_name names the Durable Object that holds the Git data, and never changes.
-- pushed_at: NULL until the first push that succeeded. size: bytes of its packs after the last
-- push. archived_at: since when it may only be read. deleted_at: since when it lies in the bin,
-- from where its owner may take it back; its name is free again meanwhile. parent_id: what it was
-- forked from, while that exists; source_id: what that line of forks began with.
CREATE TABLE repositories (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id       INTEGER NOT NULL REFERENCES users (id),
  name           TEXT    NOT NULL COLLATE NOCASE,
  store_name     TEXT    NOT NULL UNIQUE,
  visibility     TEXT    NOT NULL CHECK (visibility IN ('public', 'private')),
  description    TEXT    NOT NULL DEFAULT '',
  website        TEXT    NOT NULL DEFAULT '',
  default_branch TEXT    NOT NULL DEFAULT 'main',
  size           INTEGER NOT NULL DEFAULT 0,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  pushed_at      INTEGER,
  archived_at    INTEGER,
  deleted_at     INTEGER,
  parent_id      INTEGER REFERENCES repositories (id) ON DELETE SET NULL,
  source_id      INTEGER REFERENCES repositories (id) ON DELETE SET NULL
) STRICT;

CREATE UNIQUE INDEX repositories_by_name ON repositories (owner_id, name)
  WHERE deleted_at IS NULL;

CREATE INDEX repositories_in_the_bin ON repositories (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX repositories_by_parent ON repositories (parent_id) WHERE parent_id IS NOT NULL;

CREATE INDEX repositories_by_source ON repositories (source_id) WHERE source_id IS NOT NULL;

-- Every store name that was ever given out. Rows outlive their repositories, so that a new
-- repository of a freed name never meets the data of the old one: owner_and_name is the name
-- at creation, "<owner>/<name>", and the store name is that for generation 1, then
-- "<owner>/<name>~2", "~3" and so on.
CREATE TABLE store_names (
  owner_and_name TEXT    NOT NULL COLLATE NOCASE,
  generation     INTEGER NOT NULL,
  PRIMARY KEY (owner_and_name, generation)
) STRICT;

-- Stores into which forks are being copied that have no row in repositories yet. What is still here
-- after a day has died; its store is emptied.
CREATE TABLE unfinished_forks (
  store_name TEXT    PRIMARY KEY,
  started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Names that a repository had before it was renamed or transferred. A new repository of the
-- name ends its redirect.
CREATE TABLE redirects (
  owner_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL COLLATE NOCASE,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (owner_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX redirects_by_repository ON redirects (repository_id);

CREATE TABLE topics (
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  topic         TEXT    NOT NULL,
  PRIMARY KEY (repository_id, topic)
) STRICT, WITHOUT ROWID;

CREATE INDEX topics_by_topic ON topics (topic);

CREATE TABLE token_repositories (
  token_id      INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  PRIMARY KEY (token_id, repository_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX token_repositories_by_repository ON token_repositories (repository_id);

CREATE TABLE collaborators (
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role          INTEGER NOT NULL CHECK (role BETWEEN 1 AND 3),
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (repository_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX collaborators_by_user ON collaborators (user_id);

-- Who belongs to an organization. Its owners administer it and all its repositories; the others
-- may do what their teams may.
CREATE TABLE members (
  organization_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_id         INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  is_owner        INTEGER NOT NULL CHECK (is_owner IN (0, 1)),
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX members_by_user ON members (user_id);

CREATE TABLE teams (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name            TEXT    NOT NULL COLLATE NOCASE,
  created_at      INTEGER NOT NULL,
  UNIQUE (organization_id, name)
) STRICT;

CREATE TABLE team_members (
  team_id INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (team_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX team_members_by_user ON team_members (user_id);

CREATE TABLE team_repositories (
  team_id       INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  role          INTEGER NOT NULL CHECK (role BETWEEN 1 AND 3),
  PRIMARY KEY (team_id, repository_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX team_repositories_by_repository ON team_repositories (repository_id);

-- Every role that anybody was given on a repository, one row for each reason; the highest counts.
CREATE VIEW grants (repository_id, user_id, role) AS
  SELECT id, owner_id, 3 FROM repositories
  UNION ALL
  SELECT r.id, m.user_id, 3
    FROM repositories AS r JOIN members AS m ON m.organization_id = r.owner_id AND m.is_owner = 1
  UNION ALL
  SELECT repository_id, user_id, role FROM collaborators
  UNION ALL
  SELECT tr.repository_id, tm.user_id, tr.role
    FROM team_repositories AS tr JOIN team_members AS tm ON tm.team_id = tr.team_id;

-- What was done to accounts, organizations and repositories, by whom; never changed, never
-- deleted, and so without references: names are those of the time. agent_name: which agent of
-- the actor's did it. owner_id, store_name: which account or organization, and which repository,
-- it concerns; subject is what that was called. details: a JSON object.
CREATE TABLE audit_log (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  action        TEXT    NOT NULL,
  actor_id      INTEGER,
  actor_name    TEXT    NOT NULL,
  agent_name    TEXT,
  owner_id      INTEGER,
  store_name    TEXT,
  subject       TEXT    NOT NULL,
  details       TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_log_by_owner ON audit_log (owner_id);

CREATE INDEX audit_log_by_store ON audit_log (store_name) WHERE store_name IS NOT NULL;

CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_log_is_never_deleted BEFORE DELETE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
