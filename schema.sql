-- Hearth's D1 database: people, and what belongs to them. The Git data itself lies in the
-- Durable Objects, one a repository.
--
-- Every statement may run again and again. Times are seconds since 1970-01-01 UTC. Names are
-- unique without regard to the case of ASCII letters, and kept as they were first written.
-- AUTOINCREMENT, so that the id of something deleted never comes to mean something else.

-- Whoever may sign in. email, password_hash: NULL when there is none; the form of a
-- password_hash is described in src/forge/passwords.py.
CREATE TABLE IF NOT EXISTS users (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT    NOT NULL COLLATE NOCASE UNIQUE,
  email         TEXT    COLLATE NOCASE UNIQUE,
  password_hash TEXT,
  kind          TEXT    NOT NULL DEFAULT 'user' CHECK (kind IN ('user', 'agent')),
  created_at    INTEGER NOT NULL
) STRICT;

-- Access tokens. token_hash is the SHA-256 of the token's text in hexadecimal digits, and
-- last_eight its last eight characters, by which its owner may recognise it. scopes are
-- separated by single spaces. expires_at: NULL is never. last_used_at may lag by an hour.
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

-- Repositories by today's owner and name. store_name names the Durable Object that holds the
-- Git data, and never changes. pushed_at: NULL until the first push that succeeded.
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

-- Every store name that was ever given out. Rows outlive their repositories, so that a new
-- repository of a freed name never meets the data of the old one: owner_and_name is the name
-- at creation, "<owner>/<name>", and the store name is that for generation 1, then
-- "<owner>/<name>~2", "~3" and so on.
CREATE TABLE IF NOT EXISTS store_names (
  owner_and_name TEXT    NOT NULL COLLATE NOCASE,
  generation     INTEGER NOT NULL,
  PRIMARY KEY (owner_and_name, generation)
) STRICT;
