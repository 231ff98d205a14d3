// One story told by @octokit/rest; the arguments are the API's address, a token and an owner.
import assert from "node:assert/strict";
import { Octokit } from "@octokit/rest";

const [baseUrl, auth, owner] = process.argv.slice(2);
const octokit = new Octokit({ baseUrl, auth });
const repo = "octokit-story";
const here = { owner, repo };
const encode = (text) => Buffer.from(text).toString("base64");
const decode = (text) => Buffer.from(text, "base64").toString();

assert.equal((await octokit.rest.rateLimit.get()).status, 200);
assert.equal((await octokit.rest.meta.get()).status, 200);
await octokit.rest.repos.createForAuthenticatedUser({ name: repo, private: true });
const first = await octokit.rest.repos.createOrUpdateFileContents({
  ...here,
  path: "docs/read me.md",
  message: "first",
  content: encode("one\n"),
});
assert.equal(first.status, 201);
const file = await octokit.rest.repos.getContent({ ...here, path: "docs/read me.md" });
assert.equal(decode(file.data.content), "one\n");
await octokit.rest.repos.createOrUpdateFileContents({
  ...here,
  path: "docs/read me.md",
  message: "second",
  content: encode("two\n"),
  sha: file.data.sha,
});
await assert.rejects(
  octokit.rest.repos.createOrUpdateFileContents({
    ...here,
    path: "docs/read me.md",
    message: "stale",
    content: encode("three\n"),
    sha: file.data.sha,
  }),
  { status: 409 },
);

const head = (await octokit.rest.git.getRef({ ...here, ref: "heads/main" })).data.object.sha;
await octokit.rest.git.createRef({ ...here, ref: "refs/heads/feature/x", sha: head });
const blob = await octokit.rest.git.createBlob({ ...here, content: "by hand\n" });
const tree = await octokit.rest.git.createTree({
  ...here,
  base_tree: head,
  tree: [{ path: "hand", mode: "100644", type: "blob", sha: blob.data.sha }],
});
const commit = await octokit.rest.git.createCommit({
  ...here,
  message: "by hand",
  tree: tree.data.sha,
  parents: [head],
});
await octokit.rest.git.updateRef({ ...here, ref: "heads/feature/x", sha: commit.data.sha });

const compared = await octokit.rest.repos.compareCommitsWithBasehead({
  ...here,
  basehead: "main...feature/x",
});
assert.equal(compared.data.ahead_by, 1);
assert.deepEqual(compared.data.files.map((each) => each.filename), ["hand"]);
const diff = await octokit.rest.repos.getCommit({
  ...here,
  ref: commit.data.sha,
  mediaType: { format: "diff" },
});
assert.match(diff.data, /^diff --git a\/hand b\/hand\n/);

const log = await octokit.paginate(octokit.rest.repos.listCommits, { ...here, per_page: 1 });
assert.deepEqual(log.map((each) => each.commit.message), ["second", "first"]);
await octokit.rest.repos.renameBranch({ ...here, branch: "feature/x", new_name: "topic" });
const names = (await octokit.rest.repos.listBranches(here)).data.map((each) => each.name);
assert.deepEqual(names, ["main", "topic"]);
const recursive = await octokit.rest.git.getTree({ ...here, tree_sha: "topic", recursive: "1" });
assert.deepEqual(recursive.data.tree.map((each) => each.path), ["docs", "docs/read me.md", "hand"]);
const archive = await octokit.rest.repos.downloadTarballArchive({ ...here, ref: "topic" });
assert.ok(archive.data.byteLength > 100);
await octokit.rest.git.deleteRef({ ...here, ref: "heads/topic" });
await octokit.rest.repos.replaceAllTopics({ ...here, names: ["story"] });
const shown = await octokit.rest.repos.get(here);
assert.equal(shown.data.default_branch, "main");
await octokit.rest.repos.delete(here);
await assert.rejects(octokit.rest.repos.get(here), { status: 404 });
console.log("told");
