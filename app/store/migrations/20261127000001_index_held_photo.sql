-- Files that nothing named, by when they were sent.
create index photo_held_index on photo (created_at)
where attached_at is null;
