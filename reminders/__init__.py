"""Who is told what, when. Planned for a later release: nothing here sends anything yet."""
