-- The UUID of the new index, which is stored before searches are switched to it. Another index with its name, such as one restored
-- from a snapshot, can lack documents.
alter table reindexes add column if not exists target_uuid text;
