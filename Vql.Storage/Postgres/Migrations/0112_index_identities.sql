-- The indices that the position belongs to. An index with another UUID was deleted or replaced while no worker was running, so
-- that it lacks documents.
alter table sync_state
    add column if not exists contacts_index text,
    add column if not exists companies_index text;
