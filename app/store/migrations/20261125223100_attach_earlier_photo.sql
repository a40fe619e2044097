-- Files that were sent before this column was there stood from the start.
update photo set attached_at = created_at where attached_at is null;
