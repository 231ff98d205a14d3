-- People, access and the life of repositories. users, tokens and repositories get constraints
-- that SQLite cannot add to a table, so they are put aside and made again.

CREATE TABLE old_users AS SELECT * FROM users;

CREATE TABLE old_tokens AS SELECT * FROM tokens;

CREATE TABLE old_repositories AS SELECT * FROM repositories;

DROP TABLE tokens;

DROP TABLE repositories;

DROP TABLE users;

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

CREATE TABLE identities (
  provider   TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  label      TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (provider, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX identities_by_user ON identities (user_id);

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

CREATE TABLE second_factors (
  user_id      INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  nonce        TEXT    NOT NULL,
  last_step    INTEGER NOT NULL DEFAULT 0,
  confirmed_at INTEGER
) STRICT;

CREATE TABLE recovery_codes (
  user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  code_hash TEXT    NOT NULL,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE password_resets (
  reset_hash TEXT    PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  invitation_hash TEXT    NOT NULL UNIQUE,
  note            TEXT    NOT NULL,
  created_by      INTEGER NOT NULL REFERENCES users (id),
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  used_by         INTEGER REFERENCES users (id)
) STRICT;

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
  deleted_at     INTEGER
) STRICT;

CREATE UNIQUE INDEX repositories_by_name ON repositories (owner_id, name)
  WHERE deleted_at IS NULL;

CREATE INDEX repositories_in_the_bin ON repositories (deleted_at) WHERE deleted_at IS NOT NULL;

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

INSERT INTO users (id, name, kind, email, password_hash, created_at)
  SELECT id, name, 'user', email, password_hash, created_at FROM old_users;

INSERT INTO tokens (id, user_id, name, token_hash, last_eight, scopes, created_at, expires_at, last_used_at)
  SELECT id, user_id, name, token_hash, last_eight, scopes, created_at, expires_at, last_used_at FROM old_tokens;

INSERT INTO repositories (id, owner_id, name, store_name, visibility, created_at, updated_at, pushed_at)
  SELECT id, owner_id, name, store_name, visibility, created_at, created_at, pushed_at FROM old_repositories;

DROP TABLE old_users;

DROP TABLE old_tokens;

DROP TABLE old_repositories;
