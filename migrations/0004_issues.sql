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

-- What a text was before somebody changed it. subject: 'issue', 'comment' or 'review_comment';
-- subject_id is its id.
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

-- What a pull request is beside an issue. head_repository_id: NULL when that is gone for good.
-- base_oid: where the base was when it was opened, or before it was merged; head_oid: where the
-- head is, or was at last. Both, and merge_oid, in hexadecimal digits. is_open repeats that of
-- issues, kept by a trigger, so that an index can forbid two open ones of the same branches.
CREATE TABLE pulls (
  issue_id           INTEGER PRIMARY KEY REFERENCES issues (id) ON DELETE CASCADE,
  repository_id      INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  is_open            INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)),
  is_draft           INTEGER NOT NULL DEFAULT 0 CHECK (is_draft IN (0, 1)),
  base_branch        TEXT    NOT NULL,
  base_oid           TEXT    NOT NULL,
  head_repository_id INTEGER REFERENCES repositories (id) ON DELETE SET NULL,
  head_branch        TEXT    NOT NULL,
  head_oid           TEXT    NOT NULL,
  merged_at          INTEGER,
  merged_by          INTEGER REFERENCES users (id),
  merge_oid          TEXT
) STRICT;

CREATE UNIQUE INDEX pulls_that_are_open
  ON pulls (repository_id, base_branch, head_repository_id, head_branch) WHERE is_open = 1;

CREATE INDEX pulls_by_head ON pulls (head_repository_id, head_branch) WHERE is_open = 1;

CREATE TRIGGER pulls_open_as_issues AFTER UPDATE OF is_open ON issues WHEN new.is_pull = 1
BEGIN
  UPDATE pulls SET is_open = new.is_open WHERE issue_id = new.id;
END;

-- Whose review is asked for. is_owner: because a file named CODEOWNERS says so.
CREATE TABLE review_requests (
  issue_id   INTEGER NOT NULL REFERENCES pulls (issue_id) ON DELETE CASCADE,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  is_owner   INTEGER NOT NULL CHECK (is_owner IN (0, 1)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (issue_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX review_requests_by_user ON review_requests (user_id, issue_id);

-- state 'pending': seen by its author alone, until it is submitted. commit_oid: what was reviewed.
CREATE TABLE reviews (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id     INTEGER NOT NULL REFERENCES pulls (issue_id) ON DELETE CASCADE,
  author_id    INTEGER NOT NULL REFERENCES users (id),
  agent_id     INTEGER REFERENCES users (id),
  state        TEXT    NOT NULL CHECK (state IN
    ('pending', 'commented', 'approved', 'changes_requested', 'dismissed')),
  commit_oid   TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  submitted_at INTEGER,
  body         TEXT    NOT NULL
) STRICT;

CREATE INDEX reviews_by_issue ON reviews (issue_id);

CREATE INDEX reviews_by_author ON reviews (author_id, issue_id);

CREATE UNIQUE INDEX reviews_that_are_pending ON reviews (issue_id, author_id)
  WHERE state = 'pending';

-- Comments on lines of a change. thread_id: the comment that began the thread, in which alone
-- resolved_at and resolved_by are kept; NULL for that one. side: 'LEFT' for lines that were there
-- before the change. diff_hunk: what the line looked like.
CREATE TABLE review_comments (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
  issue_id      INTEGER NOT NULL REFERENCES pulls (issue_id) ON DELETE CASCADE,
  review_id     INTEGER NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  thread_id     INTEGER REFERENCES review_comments (id) ON DELETE CASCADE,
  author_id     INTEGER NOT NULL REFERENCES users (id),
  agent_id      INTEGER REFERENCES users (id),
  commit_oid    TEXT    NOT NULL,
  path          TEXT    NOT NULL,
  side          TEXT    NOT NULL CHECK (side IN ('LEFT', 'RIGHT')),
  line          INTEGER NOT NULL,
  start_line    INTEGER,
  resolved_at   INTEGER,
  resolved_by   INTEGER REFERENCES users (id),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  diff_hunk     TEXT    NOT NULL,
  body          TEXT    NOT NULL
) STRICT;

CREATE INDEX review_comments_by_issue ON review_comments (issue_id);

CREATE INDEX review_comments_by_review ON review_comments (review_id);

CREATE INDEX review_comments_by_thread ON review_comments (thread_id)
  WHERE thread_id IS NOT NULL;

CREATE INDEX review_comments_by_repository ON review_comments (repository_id);

-- Files that a reader has seen, of the change whose head is head_oid.
CREATE TABLE viewed_files (
  issue_id INTEGER NOT NULL REFERENCES pulls (issue_id) ON DELETE CASCADE,
  user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  path     TEXT    NOT NULL,
  head_oid TEXT    NOT NULL,
  PRIMARY KEY (issue_id, user_id, path)
) STRICT, WITHOUT ROWID;
