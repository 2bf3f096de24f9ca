-- The headline of a person's profile and the description of a company, which are searched by words and can be sorted by.

alter table contacts add column if not exists headline text collate "C";
alter table companies add column if not exists description text collate "C";

create or replace trigger companies_terms_inserted after insert on companies
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('name', 'address', 'website', 'normalized_domain', 'company_name_for_emails', 'description');
create or replace trigger companies_terms_updated after update on companies
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('name', 'address', 'website', 'normalized_domain', 'company_name_for_emails', 'description');
create or replace trigger contacts_terms_inserted after insert on contacts
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('first_name', 'last_name', 'title', 'website', 'headline');
create or replace trigger contacts_terms_updated after update on contacts
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('first_name', 'last_name', 'title', 'website', 'headline');

-- A replaced trigger fires in ordinary sessions only; see 0081_dictionary_always.sql.
alter table companies enable always trigger companies_terms_inserted, enable always trigger companies_terms_updated;
alter table contacts enable always trigger contacts_terms_inserted, enable always trigger contacts_terms_updated;

create index if not exists contacts_headline_words on contacts using gin (vql_words(headline));
create index if not exists contacts_headline_grams on contacts using gin (vql_grams(headline));
create index if not exists companies_description_words on companies using gin (vql_words(description));
create index if not exists companies_description_grams on companies using gin (vql_grams(description));

-- Descriptions have no such index: it rejects values of more than 2,700 bytes, which imports may contain.
create index if not exists contacts_headline_order on contacts (nullif(headline, '')) where deleted_at is null;

-- Documents of an existing index lack the new fields. PostgreSQL answers until the worker has rebuilt the index.
update sync_state set indexed_lsn = null, indexed_at = null;
