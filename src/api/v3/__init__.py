"""The API in GitHub's shapes (REST v3), so that its clients work with another base URL."""
