-- The indexes that lists, counts and the fallback's filters use.

create index if not exists companies_newest on companies (created_at desc, uuid) where deleted_at is null;
create index if not exists contacts_newest on contacts (created_at desc, uuid) where deleted_at is null;
create index if not exists contacts_company on contacts (company_id);

create index if not exists companies_name_words on companies using gin (vql_words(name));
create index if not exists companies_name_grams on companies using gin (vql_grams(name));
create index if not exists companies_address_words on companies using gin (vql_words(address));
create index if not exists companies_address_grams on companies using gin (vql_grams(address));
create index if not exists companies_website_words on companies using gin (vql_words(website));
create index if not exists companies_website_grams on companies using gin (vql_grams(website));
create index if not exists companies_domain_words on companies using gin (vql_words(normalized_domain));
create index if not exists companies_domain_grams on companies using gin (vql_grams(normalized_domain));
create index if not exists companies_industries on companies using gin (industries);
create index if not exists companies_keywords on companies using gin (keywords);
create index if not exists companies_technologies on companies using gin (technologies);
create index if not exists companies_employees on companies (employees_count);
create index if not exists companies_revenue on companies (annual_revenue);
create index if not exists companies_funding on companies (total_funding);
create index if not exists companies_city on companies (city);
create index if not exists companies_state on companies (state);
create index if not exists companies_country on companies (country);
create index if not exists companies_linkedin on companies (linkedin_url);

create index if not exists contacts_first_name_words on contacts using gin (vql_words(first_name));
create index if not exists contacts_first_name_grams on contacts using gin (vql_grams(first_name));
create index if not exists contacts_last_name_words on contacts using gin (vql_words(last_name));
create index if not exists contacts_last_name_grams on contacts using gin (vql_grams(last_name));
create index if not exists contacts_title_words on contacts using gin (vql_words(title));
create index if not exists contacts_title_grams on contacts using gin (vql_grams(title));
create index if not exists contacts_departments on contacts using gin (departments);
create index if not exists contacts_email on contacts (email);
create index if not exists contacts_email_status on contacts (email_status);
create index if not exists contacts_mobile_phone on contacts (mobile_phone);
create index if not exists contacts_seniority on contacts (seniority);
create index if not exists contacts_city on contacts (city);
create index if not exists contacts_state on contacts (state);
create index if not exists contacts_country on contacts (country);
create index if not exists contacts_linkedin on contacts (linkedin_url);
