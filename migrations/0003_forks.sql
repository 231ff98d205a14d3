-- Forks, repositories on their way to another owner, and accounts of another name.

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
