"""Pages of what lies in a commit: folders, files, downloads, finding things."""
