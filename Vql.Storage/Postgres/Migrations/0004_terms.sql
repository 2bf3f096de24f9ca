-- The words in use, by column: what a fuzzy word may stand for. Elasticsearch has them as its term
-- dictionary. Words are only added; one that no row has any more finds nothing. There is no unique
-- key on purpose: two writers that bring the same new word must not wait for each other.

create table if not exists vql_terms (
    source text collate "C" not null,
    term text collate "C" not null
);

create index if not exists vql_terms_by_length on vql_terms (source, char_length(term), term);
create index if not exists vql_terms_by_term on vql_terms (source, term);

create or replace function vql_add_terms(source_name text, texts text[]) returns void
language sql as
$$
    insert into vql_terms (source, term)
    select source_name, found.term
    from (select distinct unnest(vql_words(value)) as term from (select distinct unnest(texts) as value) as each_text) as found
    where not exists (
        select from vql_terms as known where known.source = source_name and known.term = found.term)
$$;

create or replace function vql_add_changed_terms() returns trigger
language plpgsql as
$$
declare
    column_name text;
    texts text[];
begin
    foreach column_name in array tg_argv loop
        execute format('select array_agg(distinct %1$I) from changed where %1$I is not null', column_name) into texts;
        if texts is not null then
            perform vql_add_terms(tg_table_name || '.' || column_name, texts);
        end if;
    end loop;
    return null;
end
$$;

create or replace trigger companies_terms_inserted after insert on companies
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('name', 'address', 'website', 'normalized_domain');
create or replace trigger companies_terms_updated after update on companies
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('name', 'address', 'website', 'normalized_domain');
create or replace trigger contacts_terms_inserted after insert on contacts
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('first_name', 'last_name', 'title');
create or replace trigger contacts_terms_updated after update on contacts
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('first_name', 'last_name', 'title');

-- Rows that were there before the dictionary was.
select vql_add_terms('companies.name', array_agg(distinct name)) from companies;
select vql_add_terms('companies.address', array_agg(distinct address)) from companies;
select vql_add_terms('companies.website', array_agg(distinct website)) from companies;
select vql_add_terms('companies.normalized_domain', array_agg(distinct normalized_domain)) from companies;
select vql_add_terms('contacts.first_name', array_agg(distinct first_name)) from contacts;
select vql_add_terms('contacts.last_name', array_agg(distinct last_name)) from contacts;
select vql_add_terms('contacts.title', array_agg(distinct title)) from contacts;
