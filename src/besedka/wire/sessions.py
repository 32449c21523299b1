"""How a client shows its session."""

COOKIE = "session_id"
