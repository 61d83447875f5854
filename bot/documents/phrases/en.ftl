# The words of documents that are no part of a sheet. Both files have the same keys and placeholders.
column-value = Result
column-condition = Condition
column-reason = Reason
column-clause = Clause
column-todo = What to do
picture-title = The conditions and their results
picture-caption = The conditions at a glance; the tables below say the same.
call = { $programme } { $year }
deadline-event = Deadline: { $what } ({ $spoken })
deadline-note = The deadline is { $spoken }. Your calendar shows this instant in your own time zone; what the organiser's notice says counts. Made by wicbot, an unofficial assistant.
own-day-event = { $body }'s own deadline: { $what } (not the organiser's)
own-day-note = This day was set by { $body }; it is not the organiser's deadline. Made by wicbot, an unofficial assistant.
