-- Which server's log the versions come from: its identity, and its line of history. Another one than before
-- means a restore or a failover, and log positions that may have gone back.
alter table sync_state
    add column if not exists server_id text,
    add column if not exists timeline text;
