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

-- Names that accounts had before. They lead on to the account until somebody else takes them, and
-- before kept_until nobody can.
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

-- E-mail addresses of accounts beside the primary one, which is in users. An address belongs to one
-- account, here or there.
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

-- Repositories offered to another owner, who has not accepted yet. made_by: who offers it.
CREATE TABLE offers (
  repository_id INTEGER PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE,
  owner_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  made_by       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  made_at       INTEGER NOT NULL
) STRICT;

CREATE INDEX offers_by_owner ON offers (owner_id);

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
