"""Who may do what together: collaborators, organizations and their teams."""
