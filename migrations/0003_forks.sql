-- Forks, repositories on their way to another owner, accounts of another name,
-- and of several e-mail addresses.

ALTER TABLE repositories
  ADD COLUMN parent_id INTEGER REFERENCES repositories (id) ON DELETE SET NULL;

ALTER TABLE repositories
  ADD COLUMN source_id INTEGER REFERENCES repositories (id) ON DELETE SET NULL;

CREATE INDEX repositories_by_parent ON repositories (parent_id) WHERE parent_id IS NOT NULL;

CREATE INDEX repositories_by_source ON repositories (source_id) WHERE source_id IS NOT NULL;

CREATE TABLE unfinished_forks (
  store_name TEXT    PRIMARY KEY,
  started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE offers (
  repository_id INTEGER PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE,
  owner_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  made_by       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  made_at       INTEGER NOT NULL
) STRICT;

CREATE INDEX offers_by_owner ON offers (owner_id);

CREATE TABLE former_names (
  name       TEXT    PRIMARY KEY COLLATE NOCASE,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kept_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX former_names_by_user ON former_names (user_id);

CREATE TRIGGER former_names_are_kept BEFORE INSERT ON users
WHEN EXISTS (SELECT 1 FROM former_names WHERE name = NEW.name AND kept_until > NEW.created_at)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: users.name, which is kept for a while');
END;

CREATE TRIGGER former_names_are_given_up AFTER INSERT ON users
BEGIN
  DELETE FROM former_names WHERE name = NEW.name;
END;

CREATE TABLE emails (
  email      TEXT    PRIMARY KEY COLLATE NOCASE,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX emails_by_user ON emails (user_id);

CREATE TRIGGER emails_are_nobodys_primary BEFORE INSERT ON emails
WHEN EXISTS (SELECT 1 FROM users WHERE email = NEW.email)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: users.email');
END;

CREATE TRIGGER primary_emails_are_nobody_elses BEFORE INSERT ON users
WHEN EXISTS (SELECT 1 FROM emails WHERE email = NEW.email)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: users.email');
END;

CREATE TRIGGER primary_emails_stay_nobody_elses BEFORE UPDATE OF email ON users
WHEN EXISTS (SELECT 1 FROM emails WHERE email = NEW.email AND user_id <> NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: users.email');
END;

CREATE TRIGGER emails_that_become_primary AFTER UPDATE OF email ON users
BEGIN
  DELETE FROM emails WHERE email = NEW.email;
END;
