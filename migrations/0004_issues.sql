-- Issues: what people say about a repository and its state, and who is told of it.

-- Issues and pull requests. number is theirs together, without gaps, from 1 in each repository.
-- agent_id: by which agent of the author's it was written. close_reason: why an issue was closed;
-- NULL for one that is open, and for pull requests. lock_reason: '' for none; NULL while
-- everybody may comment. comments counts them. The texts come last, so that what lists look at
-- lies together.
CREATE TABLE issues (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  number        INTEGER NOT NULL,
  is_pull       INTEGER NOT NULL CHECK (is_pull IN (0, 1)),
  is_open       INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)),
  close_reason  TEXT    CHECK (close_reason IN ('completed', 'not_planned')),
  author_id     INTEGER NOT NULL REFERENCES users (id),
  agent_id      INTEGER REFERENCES users (id),
  milestone_id  INTEGER REFERENCES milestones (id) ON DELETE SET NULL,
  comments      INTEGER NOT NULL DEFAULT 0,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  closed_at     INTEGER,
  closed_by     INTEGER REFERENCES users (id),
  lock_reason   TEXT,
  pinned_at     INTEGER,
  title         TEXT    NOT NULL,
  body          TEXT    NOT NULL,
  UNIQUE (repository_id, number)
) STRICT;

CREATE INDEX issues_by_state ON issues (repository_id, is_pull, is_open, number);

CREATE INDEX issues_by_update ON issues (repository_id, is_open, updated_at);

CREATE INDEX issues_by_author ON issues (author_id, repository_id, is_open, number);

CREATE INDEX issues_by_milestone ON issues (milestone_id, is_open)
  WHERE milestone_id IS NOT NULL;

CREATE INDEX issues_that_are_pinned ON issues (repository_id, pinned_at)
  WHERE pinned_at IS NOT NULL;

-- Words of titles and bodies; the texts themselves stay in issues.
CREATE VIRTUAL TABLE issue_words USING fts5 (
  title, body, content = 'issues', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER issue_words_of_new AFTER INSERT ON issues
BEGIN
  INSERT INTO issue_words (rowid, title, body) VALUES (new.id, new.title, new.body);
END;

CREATE TRIGGER issue_words_of_changed AFTER UPDATE OF title, body ON issues
BEGIN
  INSERT INTO issue_words (issue_words, rowid, title, body)
    VALUES ('delete', old.id, old.title, old.body);
  INSERT INTO issue_words (rowid, title, body) VALUES (new.id, new.title, new.body);
END;

CREATE TRIGGER issue_words_of_deleted AFTER DELETE ON issues
BEGIN
  INSERT INTO issue_words (issue_words, rowid, title, body)
    VALUES ('delete', old.id, old.title, old.body);
END;

-- color: six hexadecimal digits.
CREATE TABLE labels (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL COLLATE NOCASE,
  color         TEXT    NOT NULL,
  description   TEXT    NOT NULL,
  UNIQUE (repository_id, name)
) STRICT;

CREATE TABLE issue_labels (
  issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  label_id INTEGER NOT NULL REFERENCES labels (id) ON DELETE CASCADE,
  PRIMARY KEY (issue_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX issue_labels_by_label ON issue_labels (label_id, issue_id);

CREATE TABLE milestones (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  number        INTEGER NOT NULL,
  title         TEXT    NOT NULL COLLATE NOCASE,
  description   TEXT    NOT NULL,
  creator_id    INTEGER NOT NULL REFERENCES users (id),
  is_open       INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)),
  due_at        INTEGER,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  closed_at     INTEGER,
  UNIQUE (repository_id, number),
  UNIQUE (repository_id, title)
) STRICT;

CREATE TABLE issue_assignees (
  issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (issue_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX issue_assignees_by_user ON issue_assignees (user_id, issue_id);

CREATE TABLE comments (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  issue_id      INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  author_id     INTEGER NOT NULL REFERENCES users (id),
  agent_id      INTEGER REFERENCES users (id),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  body          TEXT    NOT NULL
) STRICT;

CREATE INDEX comments_by_issue ON comments (issue_id);

CREATE INDEX comments_by_repository ON comments (repository_id);

CREATE INDEX comments_by_author ON comments (author_id, issue_id);

-- What a text was before somebody changed it. subject: 'issue' or 'comment', subject_id its id.
CREATE TABLE edits (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  subject       TEXT    NOT NULL,
  subject_id    INTEGER NOT NULL,
  editor_id     INTEGER NOT NULL REFERENCES users (id),
  edited_at     INTEGER NOT NULL,
  body          TEXT    NOT NULL
) STRICT;

CREATE INDEX edits_by_subject ON edits (subject, subject_id);

CREATE INDEX edits_by_repository ON edits (repository_id);

CREATE TABLE reactions (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  subject       TEXT    NOT NULL,
  subject_id    INTEGER NOT NULL,
  user_id       INTEGER NOT NULL REFERENCES users (id),
  content       TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  UNIQUE (subject, subject_id, user_id, content)
) STRICT;

CREATE INDEX reactions_by_repository ON reactions (repository_id);

-- What happened to an issue beside comments. kind is GitHub's word for it. actor_id: NULL when it
-- followed from something. other_id: the issue that refers to this one; commit_oid: the commit
-- that does, in hexadecimal digits. details: a JSON object.
CREATE TABLE issue_events (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id   INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  kind       TEXT    NOT NULL,
  actor_id   INTEGER REFERENCES users (id),
  agent_id   INTEGER REFERENCES users (id),
  created_at INTEGER NOT NULL,
  other_id   INTEGER REFERENCES issues (id) ON DELETE CASCADE,
  commit_oid TEXT,
  details    TEXT    NOT NULL DEFAULT '{}'
) STRICT;

CREATE INDEX issue_events_by_issue ON issue_events (issue_id);

CREATE UNIQUE INDEX issue_events_of_issues ON issue_events (other_id, issue_id)
  WHERE kind = 'cross-referenced';

CREATE UNIQUE INDEX issue_events_of_commits ON issue_events (issue_id, commit_oid)
  WHERE kind = 'referenced';

-- Who was named with an @ in an issue or its comments.
CREATE TABLE mentions (
  issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (issue_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX mentions_by_user ON mentions (user_id, issue_id);

-- Who is told of everything in a repository, or of nothing.
CREATE TABLE repository_subscriptions (
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  is_ignored    INTEGER NOT NULL CHECK (is_ignored IN (0, 1)),
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (repository_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX repository_subscriptions_by_user ON repository_subscriptions (user_id);

-- Who is told of one issue, and why, in GitHub's words; or who does not want to be.
CREATE TABLE issue_subscriptions (
  issue_id   INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  reason     TEXT    NOT NULL,
  is_ignored INTEGER NOT NULL DEFAULT 0 CHECK (is_ignored IN (0, 1)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (issue_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX issue_subscriptions_by_user ON issue_subscriptions (user_id);

-- A person's inbox: one entry for each issue of which they were told.
CREATE TABLE notifications (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  issue_id   INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  reason     TEXT    NOT NULL,
  is_unread  INTEGER NOT NULL DEFAULT 1 CHECK (is_unread IN (0, 1)),
  updated_at INTEGER NOT NULL,
  read_at    INTEGER,
  UNIQUE (user_id, issue_id)
) STRICT;

CREATE INDEX notifications_by_user ON notifications (user_id, is_unread, updated_at);

CREATE INDEX notifications_by_issue ON notifications (issue_id);
