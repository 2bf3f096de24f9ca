-- The fields of the documents that the published position refers to. A worker of another version does not set the value that
-- this version expects, so that its index is not searched for fields that it lacks.
alter table sync_state add column if not exists document_fields text;
