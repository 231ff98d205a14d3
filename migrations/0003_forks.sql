-- Forks, and repositories on their way to another owner.

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
