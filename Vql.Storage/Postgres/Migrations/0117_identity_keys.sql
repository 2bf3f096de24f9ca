-- An import identified a person by an email address without outer spaces. Other programs write no-break spaces, too. LinkedIn addresses
-- with letters beyond ASCII are copied as in/j%C3%B6rg and written as in/jörg.

create or replace function vql_trim_end(value text) returns text
language sql immutable parallel safe as
$$
    select rtrim(
        value,
        E' \t\n\x0B\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B\u2028\u2029'
        '\u202F\u205F\u3000\uFEFF')
$$;

-- Letters beyond ASCII: the well-formed sequences of UTF-8, as in Vql.Core/Text/PercentEncoding.cs.
create or replace function vql_unescape_letters(value text) returns text
language plpgsql immutable parallel safe cost 400 as
$$
declare
    following constant text := '%[89ABab][0-9A-Fa-f]';
    sequences constant text := '%(?:[Cc][2-9A-Fa-f]|[Dd][0-9A-Fa-f])' || following
        || '|%(?:[Ee]0%[ABab][0-9A-Fa-f]|[Ee][1-9A-Ca-cEFef]' || following || '|[Ee][Dd]%[89][0-9A-Fa-f])' || following
        || '|%(?:[Ff]0%[9ABab][0-9A-Fa-f]|[Ff][1-3]' || following || '|[Ff]4%8[0-9A-Fa-f])' || following || following;
    decoded text := '';
    rest text := value;
    escaped text;
    place integer;
begin
    loop
        escaped := substring(rest from sequences);
        exit when escaped is null;
        place := strpos(rest, escaped);
        decoded := decoded || left(rest, place - 1) || convert_from(decode(replace(escaped, '%', ''), 'hex'), 'UTF8');
        rest := substr(rest, place + char_length(escaped));
    end loop;
    return decoded || rest;
end
$$;

create or replace function vql_composed(value text) returns text
language sql immutable parallel safe as
$$
    select case when octet_length(value) = char_length(value) then lower(value collate "C") else vql_lower(normalize(value)) end
$$;

create or replace function vql_identity(value text) returns text
language sql immutable parallel safe as
$$
    select case
        when octet_length(value) <> char_length(value) then vql_collapse(vql_lower(normalize(value)))
        when value ~ '^ |  | $|[\t-\r]' then vql_collapse(lower(value collate "C"))
        else lower(value collate "C")
    end
$$;

create or replace function vql_linkedin_rest(address text) returns text
language sql immutable parallel safe as
$$
    select regexp_replace(
        address,
        '^[\t-\r \u0085\u00A0\u1680\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]*'
        '(?:[a-z][a-z0-9+.-]*://)?(?:(?:(?:www|[a-z]{2})\.)?linkedin\.com/|www\.)?/*', '')
$$;

-- Nearly all addresses are written in one of two ways, for which no regular expression is needed.
create or replace function vql_linkedin_path(address text) returns text
language sql immutable parallel safe as
$$
    select case
        when strpos(address, '%') > 0 then vql_linkedin_rest(vql_composed(vql_unescape_letters(address)))
        when address like 'http://www.linkedin.com/%' then ltrim(vql_composed(substr(address, 25)), '/')
        when address like 'https://www.linkedin.com/%' then ltrim(vql_composed(substr(address, 26)), '/')
        else vql_linkedin_rest(vql_composed(address))
    end
$$;

create or replace function vql_linkedin_key(value text) returns text
language sql immutable parallel safe as
$$
    select nullif(rtrim(split_part(split_part(vql_trim_end(vql_linkedin_path(value)), '?', 1), '#', 1), '/'), '')
$$;

create or replace function vql_url_rest(address text) returns text
language sql immutable parallel safe as
$$
    select regexp_replace(regexp_replace(address,
        '^[ \t\r\n]*(?:[a-z][a-z0-9+.-]*://)?(?:www\.)*(?:[a-z]{2}\.(?=linkedin\.com(?:/|$)))?', ''),
        '[/ \t\r\n]*(?:[?#].*)?$', '')
$$;

-- PostgreSQL inlines the functions of an address without escapes.
create or replace function vql_url(value text) returns text
language sql immutable parallel safe as
$$
    select case
        when strpos(value, '%') > 0 then vql_url_rest(vql_exact(vql_unescape_letters(value)))
        else vql_url_rest(vql_exact(value))
    end
$$;

-- Sessions keep the expressions of indexes with the former functions inlined. A reindex in this session, which 0116 analyzed the tables
-- in, would use them again, so the indexes are created anew. Statistics objects replace the statistics of partial ones, as in 0115.
do $$
declare
    changed record;
begin
    for changed in
        select relname as name, pg_get_indexdef(indexrelid) as definition, indnkeyatts as keys, indpred is not null as is_partial
        from pg_index
        join pg_class on pg_class.oid = indexrelid
        where indrelid in ('contacts'::regclass, 'companies'::regclass)
            and pg_get_indexdef(indexrelid) ~ 'vql_(url|identity|linkedin_key)\('
    loop
        execute format('drop index %I', changed.name);
        execute changed.definition;
        for place in 1..changed.keys loop
            if changed.is_partial then
                execute format('alter index %I alter column %s set statistics 0', changed.name, place);
            end if;
        end loop;
    end loop;
end
$$;

-- Documents contain the normalized addresses. If some change, PostgreSQL answers until the worker has compared the documents.
update sync_state set indexed_lsn = null, indexed_at = null
where exists (
    select from contacts
    where concat_ws(' ', linkedin_url, facebook_url, twitter_url) ~* '%[c-f][0-9a-f]%|(?:^|[^a-z0-9-])[a-z]{2}\.linkedin\.com')
    or exists (
        select from companies
        where concat_ws(' ', linkedin_url, facebook_url, twitter_url) ~* '%[c-f][0-9a-f]%|(?:^|[^a-z0-9-])[a-z]{2}\.linkedin\.com');
