"""Who is told of what: subscriptions and notifications."""
