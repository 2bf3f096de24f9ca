-- Outer blanks do not distinguish values, nor do several blanks between two words of a label: programs write "Kiel " and "New  York".
-- Blanks are the white space of Unicode and two characters without width, as in Vql.Core/Text/Blanks.cs.

create or replace function vql_collapse(value text) returns text
language sql immutable parallel safe as
$$
    select btrim(regexp_replace(value, '[\t-\r \u0085\u00A0\u1680\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]+', ' ', 'g'), ' ')
$$;

-- Most labels have single spaces between their words, and no other blanks.
create or replace function vql_label(value text) returns text
language sql immutable parallel safe as
$$
    select case
        when octet_length(value) <> char_length(value) then vql_collapse(vql_fold(value))
        when value ~ '^ |  | $|[\t-\r]' then vql_collapse(lower(value collate "C"))
        else lower(value collate "C")
    end
$$;

-- Elements of lists are compared as labels. The separator is a control character, which no label contains.
create or replace function vql_labels(labels text[]) returns text[]
language plpgsql immutable parallel safe cost 100 as
$$
begin
    if array_ndims(labels) = 1
        and array_to_string(labels, E'\x01') !~ '[^\u0001-@[-\u007F]|[\t-\r]|  |(?:^|\u0001) | (?:\u0001|$)'
    then
        return labels;
    end if;
    return vql_fold_labels(labels);
end
$$;

create or replace function vql_exact(value text) returns text
language sql immutable parallel safe cost 100 as
$$
    select case
        when octet_length(value) = char_length(value) then lower(btrim(value, E' \t\n\x0B\f\r') collate "C")
        else btrim(
            vql_exact_letters(value),
            E' \t\n\x0B\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B\u2028\u2029'
            '\u202F\u205F\u3000\uFEFF')
    end
$$;

-- Sessions keep the expressions of indexes with the former functions inlined, and would no longer find that they match those of a
-- query. Any change of an index makes them read its expressions again; this one has no other effect.
do $$
declare
    indexes record;
begin
    for indexes in
        select indexrelid::regclass as name, case amname when 'gin' then 'fastupdate' else 'fillfactor' end as option
        from pg_index
        join pg_class on pg_class.oid = indexrelid
        join pg_am on pg_am.oid = relam
        where indrelid in ('contacts'::regclass, 'companies'::regclass) and indexprs is not null and reloptions is null
    loop
        execute format('alter index %s reset (%s)', indexes.name, indexes.option);
    end loop;
end
$$;

-- Only rows with such blanks have another normalized value than before. The indexes on normalized values are built again, and
-- PostgreSQL answers until the worker has compared the documents.
do $$
declare
    tables record;
    normalized record;
    is_affected boolean;
begin
    for tables in
        select
            attrelid::regclass as name,
            string_agg(
                format(case atttypid when 'text'::regtype then '%I' else 'array_to_string(%I, E''\x01'')' end, attname), ', ') as columns
        from pg_attribute
        where attrelid in ('contacts'::regclass, 'companies'::regclass) and atttypid in ('text'::regtype, 'text[]'::regtype)
            and attname in (
                'title', 'name', 'city', 'state', 'country', 'stage', 'seniority', 'departments', 'email', 'email_status', 'industries',
                'keywords', 'technologies', 'latest_funding', 'linkedin_url', 'facebook_url', 'twitter_url', 'website',
                'normalized_domain', 'mobile_phone', 'work_direct_phone', 'home_phone', 'other_phone', 'phone_number')
        group by attrelid
    loop
        execute format(
            'select exists (select from %s where concat_ws(E''\x01'', %s) ~ %L)', tables.name, tables.columns,
            '(?:^|\u0001) | (?:\u0001|$)|  |[\t-\r\u0085\u00A0\u1680\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]')
        into is_affected;
        if is_affected then
            for normalized in
                select indexrelid::regclass as name
                from pg_index
                where indrelid = tables.name
                    and pg_get_indexdef(indexrelid) ~ 'vql_(labels?|shortlabel|email|emaildomain|url|domain|company_domain|phone)\('
            loop
                execute format('reindex index %s', normalized.name);
            end loop;
            update sync_state set indexed_lsn = null, indexed_at = null;
        end if;
    end loop;
end
$$;
