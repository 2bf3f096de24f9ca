-- Job titles and company names are suggested by the beginnings of their words. The index has the same values in the fields
-- NAME_label. Values of any length are possible, so only their beginnings are compared.
create or replace function vql_shortlabel(value text) returns text
language sql immutable parallel safe as
$$
    select left(vql_label(value), 255)
$$;

-- These indexes list the distinct values and count their rows, and they find the most common spelling of a value.
create index if not exists contacts_title_label on contacts (vql_shortlabel(title)) include (title) where deleted_at is null;
create index if not exists companies_name_label on companies (vql_shortlabel(name)) include (name);

-- Documents of an existing index lack the new fields. PostgreSQL answers until the worker has rebuilt the index.
update sync_state set indexed_lsn = null, indexed_at = null;
