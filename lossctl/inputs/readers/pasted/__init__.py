"""Arrays as Python prints them, and posts and sessions that hold such prints."""
