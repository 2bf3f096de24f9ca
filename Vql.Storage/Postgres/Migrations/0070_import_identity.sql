-- By what an import identifies an existing row: an e-mail address, a LinkedIn address, the domain of a company, and names.
-- However a value was written, one identity has one key. Deleted rows are found by their uuid alone.

-- A name or e-mail address without regard to case and to the form of its accents.
create or replace function vql_identity(value text) returns text
language sql immutable parallel safe as
$$
    select case
        when octet_length(value) = char_length(value) then lower(btrim(value) collate "C")
        else vql_lower(normalize(btrim(value)))
    end
$$;

-- What of a LinkedIn address is left without scheme and host, lower-cased. Nearly all are written in one of two ways, for which no
-- regular expression is needed.
create or replace function vql_linkedin_path(address text) returns text
language sql immutable parallel safe as
$$
    select case
        when address like 'http://www.linkedin.com/%' then ltrim(vql_lower(substr(address, 25)), '/')
        when address like 'https://www.linkedin.com/%' then ltrim(vql_lower(substr(address, 26)), '/')
        else regexp_replace(vql_lower(btrim(address)), '^(?:[a-z][a-z0-9+.-]*://)?(?:(?:(?:www|[a-z]{2})\.)?linkedin\.com/|www\.)?/*', '')
    end
$$;

-- A LinkedIn address without scheme, host, query and trailing slash.
create or replace function vql_linkedin_key(value text) returns text
language sql immutable parallel safe as
$$
    select nullif(rtrim(split_part(split_part(rtrim(vql_linkedin_path(value)), '?', 1), '#', 1), '/'), '')
$$;

-- The domain that identifies a company. A page on a host that many share (a profile, a shop) identifies nothing by its domain.
create or replace function vql_company_domain(website text, domain text) returns text
language sql immutable parallel safe as
$$
    select case
        when domain is null or vql_domain(domain) = '' then
            case when website ~ '^\s*(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]+/*\s*$' then nullif(vql_domain(website), '') end
        when website is null or website ~ '^\s*(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]+/*\s*$' or vql_domain(website) <> vql_domain(domain)
            then vql_domain(domain)
    end
$$;

create index if not exists contacts_identity_email on contacts (vql_identity(email)) where deleted_at is null;
create index if not exists contacts_identity_linkedin on contacts (vql_linkedin_key(linkedin_url)) where deleted_at is null;
create index if not exists contacts_identity_name
    on contacts (coalesce(vql_identity(last_name), ''), coalesce(vql_identity(first_name), '')) where deleted_at is null;
create index if not exists companies_identity_linkedin on companies (vql_linkedin_key(linkedin_url)) where deleted_at is null;
create index if not exists companies_identity_domain on companies (vql_company_domain(website, normalized_domain)) where deleted_at is null;
create index if not exists companies_identity_name on companies (vql_identity(name)) where deleted_at is null;
