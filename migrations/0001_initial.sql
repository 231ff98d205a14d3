-- IF NOT EXISTS: databases made before migrations were counted hold these tables already.

CREATE TABLE IF NOT EXISTS users (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT    NOT NULL COLLATE NOCASE UNIQUE,
  email         TEXT    COLLATE NOCASE UNIQUE,
  password_hash TEXT,
  kind          TEXT    NOT NULL DEFAULT 'user' CHECK (kind IN ('user', 'agent')),
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS tokens (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name         TEXT    NOT NULL,
  token_hash   TEXT    NOT NULL UNIQUE,
  last_eight   TEXT    NOT NULL,
  scopes       TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  last_used_at INTEGER,
  UNIQUE (user_id, name)
) STRICT;

CREATE TABLE IF NOT EXISTS repositories (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id   INTEGER NOT NULL REFERENCES users (id),
  name       TEXT    NOT NULL COLLATE NOCASE,
  store_name TEXT    NOT NULL UNIQUE,
  visibility TEXT    NOT NULL CHECK (visibility IN ('public', 'private')),
  created_at INTEGER NOT NULL,
  pushed_at  INTEGER,
  UNIQUE (owner_id, name)
) STRICT;

CREATE TABLE IF NOT EXISTS store_names (
  owner_and_name TEXT    NOT NULL COLLATE NOCASE,
  generation     INTEGER NOT NULL,
  PRIMARY KEY (owner_and_name, generation)
) STRICT;
