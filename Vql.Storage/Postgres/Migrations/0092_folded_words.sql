-- Words are also found without their accents: "Muller" finds "Müller". A separate text, which only texts with accents have, contains
-- the folded words. The index has the same texts in the fields NAME_folded. Web addresses are compared by their domain instead.

create or replace function vql_folded_text(value text) returns text
language sql immutable parallel safe as
$$
    select case when octet_length(value) <> char_length(value) then nullif(vql_fold(value), vql_lower(vql_nfc(value))) end
$$;

-- Texts with symbols are folded, too, so that all words of a text are compared in the same form.
create or replace function vql_symbol_text(value text) returns text
language sql immutable parallel safe as
$$
    select case when value ~ '[+#&.]' and vql_symbols(value) <> value then vql_label(vql_symbols(value)) end
$$;

create or replace function vql_emaildomain(value text) returns text
language sql immutable parallel safe as
$$
    select regexp_replace(vql_exact(value), '^.*@', '')
$$;

create or replace function vql_add_terms(source_name text, texts text[]) returns void
language sql as
$$
    insert into vql_terms (source, term)
    select found.source, found.term
    from (
        select distinct source_name as source, unnest(vql_words(value)) as term from (select distinct unnest(texts) as value) as each_text
        union all
        select distinct source_name || '_folded', unnest(vql_words(vql_folded_text(value)))
        from (select distinct unnest(texts) as value where source_name !~ '\.(website|normalized_domain)$') as each_folded
        union all
        select distinct 'contacts.title_symbols', unnest(vql_words(vql_symbol_text(value)))
        from (select distinct unnest(texts) as value where source_name = 'contacts.title') as each_title
    ) as found
    where not exists (
        select from vql_terms as known where known.source = found.source and known.term = found.term)
$$;

-- Existing words are added, and the indexes of the changed function are built again.
select vql_add_terms('contacts.first_name', array_agg(distinct first_name)) from contacts where vql_folded_text(first_name) is not null;
select vql_add_terms('contacts.last_name', array_agg(distinct last_name)) from contacts where vql_folded_text(last_name) is not null;
select vql_add_terms('contacts.title', array_agg(distinct title)) from contacts
where vql_folded_text(title) is not null or vql_symbol_text(title) is not null;
select vql_add_terms('contacts.headline', array_agg(distinct headline)) from contacts where vql_folded_text(headline) is not null;
select vql_add_terms('companies.name', array_agg(distinct name)) from companies where vql_folded_text(name) is not null;
select vql_add_terms('companies.address', array_agg(distinct address)) from companies where vql_folded_text(address) is not null;
select vql_add_terms('companies.company_name_for_emails', array_agg(distinct company_name_for_emails)) from companies
where vql_folded_text(company_name_for_emails) is not null;
select vql_add_terms('companies.description', array_agg(distinct description)) from companies
where vql_folded_text(description) is not null;

reindex index contacts_title_symbols_words;
reindex index contacts_title_symbols_grams;
reindex index contacts_title_symbols_same_words;

create index if not exists contacts_first_name_folded on contacts using gin (vql_words(vql_folded_text(first_name)));
create index if not exists contacts_last_name_folded on contacts using gin (vql_words(vql_folded_text(last_name)));
create index if not exists contacts_title_folded on contacts using gin (vql_words(vql_folded_text(title)));
create index if not exists contacts_headline_folded on contacts using gin (vql_words(vql_folded_text(headline)));
create index if not exists companies_name_folded on companies using gin (vql_words(vql_folded_text(name)));
create index if not exists companies_address_folded on companies using gin (vql_words(vql_folded_text(address)));
create index if not exists companies_company_name_for_emails_folded on companies
    using gin (vql_words(vql_folded_text(company_name_for_emails)));
create index if not exists companies_description_folded on companies using gin (vql_words(vql_folded_text(description)));
create index if not exists contacts_email_domain on contacts (vql_emaildomain(email)) where deleted_at is null;

-- Documents of an existing index lack the new fields. PostgreSQL answers until the worker has rebuilt the index.
update sync_state set indexed_lsn = null, indexed_at = null;
