-- The domain of a web address: without scheme, path, port and leading www., lower-cased.
create or replace function vql_domain(value text) returns text
language sql immutable strict parallel safe as
$$
    select regexp_replace(vql_lower(btrim(value)), '^([a-z][a-z0-9+.-]*://)?(www\.)?([^/:?#]*).*$', '\3')
$$;
