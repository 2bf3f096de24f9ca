-- The words of a text in one order, whatever order they stand in: two texts with the same words have the same. The index
-- tells what one of words cannot, that a title has no further words; a write of a title has this one more to keep.
create or replace function vql_same_words(value text) returns text
language plpgsql immutable parallel safe cost 1000 as
$$
begin
    return array_to_string(array(select word from unnest(vql_words(value)) as word order by word collate "C"), ' ');
end
$$;

create index if not exists contacts_title_same_words on contacts (vql_same_words(title)) where deleted_at is null;
