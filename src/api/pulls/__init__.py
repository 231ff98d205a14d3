"""Pull requests over HTTP, in the shapes of GitHub's API."""
