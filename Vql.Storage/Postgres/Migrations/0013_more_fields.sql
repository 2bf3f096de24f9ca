-- What more columns are searched by: words, whole values without regard to case, numbers and dates.

create or replace trigger companies_terms_inserted after insert on companies
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('name', 'address', 'website', 'normalized_domain', 'company_name_for_emails');
create or replace trigger companies_terms_updated after update on companies
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('name', 'address', 'website', 'normalized_domain', 'company_name_for_emails');
create or replace trigger contacts_terms_inserted after insert on contacts
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('first_name', 'last_name', 'title', 'website');
create or replace trigger contacts_terms_updated after update on contacts
    referencing new table as changed for each statement
    execute function vql_add_changed_terms('first_name', 'last_name', 'title', 'website');

select vql_add_terms('companies.company_name_for_emails', array_agg(distinct company_name_for_emails)) from companies;
select vql_add_terms('contacts.website', array_agg(distinct website)) from contacts;

create index if not exists companies_mail_name_words on companies using gin (vql_words(company_name_for_emails));
create index if not exists companies_mail_name_grams on companies using gin (vql_grams(company_name_for_emails));
create index if not exists companies_facebook on companies (vql_lower(facebook_url));
create index if not exists companies_twitter on companies (vql_lower(twitter_url));
create index if not exists companies_phone on companies (phone_number);
create index if not exists companies_round on companies (vql_lower(latest_funding));
create index if not exists companies_round_amount on companies (latest_funding_amount);
create index if not exists companies_round_date on companies (last_raised_at);
create index if not exists companies_updated on companies (updated_at);

create index if not exists contacts_website_words on contacts using gin (vql_words(website));
create index if not exists contacts_website_grams on contacts using gin (vql_grams(website));
create index if not exists contacts_facebook on contacts (vql_lower(facebook_url));
create index if not exists contacts_twitter on contacts (vql_lower(twitter_url));
create index if not exists contacts_work_phone on contacts (work_direct_phone);
create index if not exists contacts_home_phone on contacts (home_phone);
create index if not exists contacts_other_phone on contacts (other_phone);
create index if not exists contacts_stage on contacts (vql_lower(stage));
create index if not exists contacts_updated on contacts (updated_at);
