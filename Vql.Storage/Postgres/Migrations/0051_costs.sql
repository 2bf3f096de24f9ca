-- Most texts are letters, digits and spaces. Their words need no rules, and take half the time: in rows that are looked at,
-- and whenever an index or the dictionary is written. What they come to is the same.
do $$
declare
    definition text := pg_get_functiondef('vql_words(text)'::regprocedure);
    rules text := 'if octet_length(lowered) = char_length(lowered) then';
    simple text := 'if char_length(lowered) <= 255 and lowered !~ ''[^a-z0-9 ]'' then
        return array_remove(string_to_array(lowered, '' ''), '''');
    end if;
    ';
begin
    if position(rules in definition) = 0 then
        raise exception 'vql_words is not the function that this script knows';
    end if;
    execute replace(definition, rules, simple || rules);
end
$$;

-- What the planner takes the words of a text to cost: about what they do. At the default it reads them row by row where
-- an index holds them already.
alter function vql_words(text) cost 400;
alter function vql_grams(text) cost 2000;
alter function vql_phrase(text[], text[], integer) cost 1000;

-- Compiling a statement takes longer than any of ours takes to run. Who does not own the database may not say so for it.
do $$
begin
    execute format('alter database %I set jit = off', current_database());
exception
    when insufficient_privilege then
        raise notice 'jit stays as it is: only the owner of the database may set it';
end
$$;
