-- Forks.

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
