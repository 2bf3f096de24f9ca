-- Texts with letters beyond ASCII are read as quickly as others: each such letter is looked up once in a table of replacements. The
-- functions compared every character of the text with every character of their tables. Their results stay the same, so that indexes
-- on them stay valid. The tables are those of the replaced functions.

-- Replaces the characters beyond ASCII that are names of the map by their values. No value contains a name.
create or replace function vql_map_letters(value text, map jsonb) returns text
language plpgsql immutable parallel safe cost 100 as
$$
declare
    mapped text := value;
    remaining text := regexp_replace(value, '[\u0001-\u007F]+', '', 'g');
    letter text;
    replacement text;
begin
    while remaining <> '' loop
        letter := left(remaining, 1);
        replacement := map ->> letter;
        if replacement is not null then
            mapped := replace(mapped, letter, replacement);
        end if;
        remaining := replace(remaining, letter, '');
    end loop;
    return mapped;
end
$$;

do $$
declare
    name text;
    letters text[];
    results text[];
    map jsonb;
    lowering text := (select prosrc from pg_proc where oid = 'vql_lower(text)'::regprocedure);
begin
    -- A second run of this script finds the new functions.
    if lowering not like '%translate(%' then
        return;
    end if;

    foreach name in array array['lower', 'exact', 'fold'] loop
        letters := array(
            select distinct letter
            from pg_proc, unnest(string_to_array(prosrc || lowering, null)) as letter
            where oid = format('vql_%s(text)', name)::regprocedure and octet_length(letter) > 1
                and (name = 'lower' or letter is nfc normalized));
        execute format('select string_to_array(vql_%s(array_to_string($1, E''\x01'')), E''\x01'')', name) into results using letters;
        select jsonb_object_agg(letter, result) into map
        from unnest(letters, results) as each_letter(letter, result)
        where letter <> result;
        execute format($function$
            create or replace function vql_%s(value text) returns text
            language plpgsql immutable %s parallel safe cost %s as
            $body$
            begin
                return vql_map_letters(lower(%s collate "C"), %L::jsonb);
            end
            $body$
            $function$,
            case name when 'fold' then name else name || '_letters' end, case name when 'fold' then 'strict' else '' end,
            case name when 'fold' then 400 else 100 end, case name when 'lower' then 'value' else 'normalize(value, NFC)' end, map);
    end loop;

    create or replace function vql_lower(value text) returns text
    language sql immutable parallel safe cost 100 as
    $body$
        select case when octet_length(value) = char_length(value) then lower(value collate "C") else vql_lower_letters(value) end
    $body$;

    create or replace function vql_exact(value text) returns text
    language sql immutable parallel safe cost 100 as
    $body$
        select case when octet_length(value) = char_length(value) then lower(value collate "C") else vql_exact_letters(value) end
    $body$;
end
$$;

-- Most texts with punctuation, too, are split at it, without the rules of Unicode: a period, apostrophe, colon, comma, semicolon or
-- underscore is looked at only where it can join two words.
do $$
declare
    definition text := pg_get_functiondef('vql_words(text)'::regprocedure);
    before text := E'    if octet_length(lowered) = char_length(lowered) then\n';
    simple text := $simple$    lowered := rtrim(lowered, ' .');
    if char_length(lowered) <= 255
        and lowered !~ '[^ -~À-ÖØ-öø-ɏ]|_|[.''](?:[^a-zÀ-ÖØ-öø-ɏ]|$)|(?:^|[^a-zÀ-ÖØ-öø-ɏ])[.'']|:[a-zÀ-ÖØ-öø-ɏ]|[,;][0-9]'
    then
        return array_remove(
            string_to_array(translate(lowered, '!"#$%&()*+,-/:;<=>?@[\]^`{|}~', '                             '), ' '), '');
    end if;
$simple$;
begin
    if position(before in definition) = 0 then
        raise exception 'vql_words is not the function that this script knows';
    end if;
    if position(simple in definition) = 0 then
        execute replace(definition, before, simple || before);
    end if;
end
$$;

-- Most lists are lower-case ASCII already. PostgreSQL does not inline this function, because the text of an array may depend on
-- settings, and a call of a function in SQL costs four times as much.
create or replace function vql_labels(labels text[]) returns text[]
language plpgsql immutable parallel safe cost 100 as
$$
begin
    if array_ndims(labels) = 1 and array_to_string(labels, '') !~ '[^\u0001-@[-\u007F]' then
        return labels;
    end if;
    return vql_fold_labels(labels);
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
