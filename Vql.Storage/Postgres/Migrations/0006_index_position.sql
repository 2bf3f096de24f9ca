-- How far the index is: every change committed up to indexed_lsn is in it, as of indexed_at by the
-- database's clock. Null until the worker has indexed everything once. Each step is told on the channel
-- vql_position, with the position as payload.
alter table sync_state
    add column if not exists indexed_lsn pg_lsn,
    add column if not exists indexed_at timestamptz;
