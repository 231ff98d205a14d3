"""Issues over HTTP, in the shapes of GitHub's API."""
